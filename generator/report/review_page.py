"""Style and script of the HTML page of a review. The page is whole without the script, which only searches and filters."""

STYLE = """
:root{color-scheme:light dark;--text:#1b1f24;--back:#fff;--soft:#f3f4f6;--line:#c9ced6;--dim:#4d5663;--link:#0b57d0;
--old:#fdebea;--new:#e6f6e9;--bad:#b3261e;--warn:#8a4b00;--good:#1a6b34}
@media (prefers-color-scheme:dark){:root{--text:#e8eaed;--back:#15181c;--soft:#21262c;--line:#444c56;--dim:#b3bcc8;--link:#8ab4f8;
--old:#3d1c1a;--new:#12341c;--bad:#ff9c94;--warn:#ffc56e;--good:#7ddc96}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1rem;max-width:90rem;color:var(--text);background:var(--back);font:1rem/1.5 system-ui,sans-serif}
h1{font-size:1.5rem;margin:.2rem 0}h2{display:inline;font-size:1.15rem}h3{font-size:1rem;margin:0;overflow-wrap:anywhere}
a{color:var(--link)}
code,pre{font:.875rem/1.45 ui-monospace,monospace;overflow-wrap:anywhere;white-space:pre-wrap}
pre{margin:0;padding:.4rem .6rem}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
.meta,.file{color:var(--dim);margin:.1rem 0;overflow-wrap:anywhere}
.effect{font-weight:600;white-space:nowrap}
.bad{color:var(--bad)}.warn{color:var(--warn)}.good{color:var(--good)}
form{position:sticky;top:0;z-index:1;display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:end;padding:.6rem 0;
background:var(--back);border-bottom:1px solid var(--line)}
form[hidden]{display:none}
label{display:flex;flex-direction:column;font-size:.875rem;flex:1 1 12rem}
input,select{font:inherit;padding:.35rem;color:inherit;background:var(--soft);border:1px solid var(--dim);border-radius:.3rem;
width:100%}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
details.environment{margin:1rem 0;border:1px solid var(--line);border-radius:.4rem}
details.environment>summary{padding:.6rem;background:var(--soft);border-radius:.4rem;cursor:pointer}
.body{padding:.6rem}
article{margin:.6rem 0;padding:.5rem .7rem;border:1px solid var(--line);border-radius:.4rem;content-visibility:auto;
contain-intrinsic-size:auto 9rem}
article[hidden],details[hidden]{display:none}
.field{margin-top:.6rem}
.pair{display:grid;grid-template-columns:1fr;gap:.3rem;margin-top:.2rem}
.old{background:var(--old)}.new{background:var(--new)}
@media (min-width:60rem){.pair{grid-template-columns:1fr 1fr}}
@media print{form{display:none}article{content-visibility:visible;break-inside:avoid}}
"""

SCRIPT = """
const form=document.querySelector('form'),search=form.elements.search,place=form.elements.environment,effect=form.elements.effect;
const said=document.getElementById('count'),articles=[...document.querySelectorAll('article')];
const parts=[...document.querySelectorAll('details.environment')];let texts=null,planned=0;
function show(){planned=0;texts=texts||articles.map(each=>each.textContent.toLowerCase());
const words=search.value.toLowerCase().split(/\\s+/).filter(Boolean);let count=0;
articles.forEach((each,i)=>{const fits=words.every(word=>texts[i].includes(word))
&&(!place.value||each.dataset.environment===place.value)
&&(!effect.value||each.dataset.effects.split(' ').includes(effect.value));if(each.hidden===fits)each.hidden=!fits;count+=fits});
const all=!words.length&&!place.value&&!effect.value;
parts.forEach(each=>{each.hidden=!all&&!each.querySelector('article:not([hidden])')});
said.textContent=count+' of '+articles.length+' objects'}
function plan(){if(!planned)planned=requestAnimationFrame(show)}
form.hidden=false;form.addEventListener('input',plan);form.addEventListener('submit',event=>event.preventDefault());
document.addEventListener('keydown',event=>{if(event.key==='/'&&!/^(INPUT|SELECT)$/.test(event.target.tagName)){event.preventDefault();search.focus()}
if(event.key==='Escape'&&event.target===search){search.value='';plan()}});
addEventListener('beforeprint',()=>parts.forEach(each=>{each.open=true}));show();
"""
