// Searches and filters the items of a page. Without it the page is whole, and the form is hidden.
const form = document.querySelector('form');
const search = form.elements.search;
const choices = [...form.querySelectorAll('select')];
const count = document.getElementById('count');
const items = [...document.querySelectorAll('[data-item]')];
const groups = [...document.querySelectorAll('[data-group]')];
let texts = null;
let planned = 0;

// what is searched of an item: the names of the groups that it is in, and its own text
function text(item) {
  let names = '';
  for (let group = item.closest('[data-group]'); group; group = group.parentElement.closest('[data-group]')) {
    names += group.dataset.group + ' ';
  }
  return (names + item.textContent).toLowerCase();
}

function show() {
  planned = 0;
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const chosen = choices.filter(choice => choice.value);
  if (words.length && !texts) texts = items.map(text);
  const filled = new Set();
  let shown = 0;
  items.forEach((item, number) => {
    const fits = words.every(word => texts[number].includes(word))
      && chosen.every(choice => item.dataset[choice.name].split(' ').includes(choice.value));
    if (item.hidden === fits) item.hidden = !fits;
    if (!fits) return;
    shown += 1;
    let group = item.closest('[data-group]');
    while (group && !filled.has(group)) {
      filled.add(group);
      group = group.parentElement.closest('[data-group]');
    }
  });
  const all = !words.length && !chosen.length;
  groups.forEach(group => { group.hidden = !all && !filled.has(group); });
  count.textContent = `${shown} of ${items.length} ${count.dataset.of}`;
}

function plan() {
  if (!planned) planned = requestAnimationFrame(show);
}

form.hidden = false;
form.addEventListener('input', plan);
form.addEventListener('submit', event => event.preventDefault());
document.addEventListener('keydown', event => {
  if (event.key === '/' && !event.ctrlKey && !event.metaKey && !/^(INPUT|SELECT)$/.test(event.target.tagName)) {
    event.preventDefault();
    search.focus();
  }
  if (event.key === 'Escape' && event.target === search) {
    search.value = '';
    plan();
  }
});
show();
