"""What to write in place of names that people know from operators of machine learning: Kubeflow, KServe, Ray, Spark, Dask, Argo.

A row has a valid name that only one kind of component has, which identifies the place, the unknown names, and what to do instead.
"""

from collections.abc import Collection

_CLOCK = 'write it within run: run: {schedule: "0 2 * * *", timeZone: Europe/Berlin}'
_CLOCK_WORDS = "schedule cron crontab timezone suspend concurrencypolicy startwithin history startingdeadlineseconds"
_NO_CLOCK = "leave it out, and write what it runs as a step of a pipeline, which has a schedule"
_NODES = "write its fields here, as in: image, command, nodes; the platform says what runs them"
_HEAD = "head and workers have their own: head: {resources: {cpu: 2, memory: 8Gi}}"
_EXECUTORS = "driver and executors have their own: executors: {resources: {cpu: 2, memory: 8Gi}}"

ADVICE: tuple[tuple[str, str, str], ...] = (
    (
        "elastic",
        "workers worker numworkers workerreplicas workercount parallelism completions scale",
        "write how many pods train together: nodes: 4",
    ),
    (
        "elastic",
        "minreplicas maxreplicas minnodes maxnodes autoscaling",
        "write it within elastic: elastic: {min: 2, max: 8}",
    ),
    ("elastic", f"{_CLOCK_WORDS} concurrency", _CLOCK),
    ("elastic", "trainer runtimeref runtime replicatedjobs podtemplate master chief launcher", _NODES),
    ("elastic", "pytorchreplicaspecs tfreplicaspecs mpireplicaspecs replicaspecs", _NODES),
    ("elastic", "strategy", "leave it out: a change starts another run, as run says"),
    (
        "elastic",
        "ports expose service",
        "leave it out: the nodes reach each other on all ports, and nobody calls a training",
    ),
    ("idle", "storage pvc persistence workspace workspacevolume", "write the size of the home: home: 20Gi"),
    (
        "idle",
        "idletimeout culling cullidletime culltimeout cullidletimeout",
        "write how long a kernel may rest: idle: 1h",
    ),
    (
        "idle",
        "password passwd jupytertoken notebooktoken",
        "name the Secret with the token that opens it: token: {secret: fraud-notebook, key: token}",
    ),
    (
        "idle",
        "scale replicas minreplicas maxreplicas",
        "leave it out: a notebook is one pod, which kubectl scale stops and starts",
    ),
    ("idle", "strategy", "leave it out: the old pod ends before the new one starts"),
    (
        "idle",
        f"{_CLOCK_WORDS} run",
        "leave it out, and write what is to run as a job, a cronjob or a step of a pipeline",
    ),
    ("runtime", "predictor", "write its fields here, as in: model, format, resources, scale"),
    (
        "runtime",
        "canarytrafficpercent canarytraffic canary",
        "a canary is a strategy, which release and advance move: strategy: {type: canary, steps: [10, 50]}",
    ),
    ("runtime", "protocolversion protocol", "leave it out: it follows from the runtime"),
    ("runtime", "servingruntime", "name the server, if it is not the usual one of the format: runtime: triton"),
    ("runtime", "batcher batching", "write it as a setting of the server, in env or args"),
    (
        "runtime",
        "containerconcurrency",
        "write it within scale, where Knative runs the server: scale: {max: 4, concurrency: 10}",
    ),
    (
        "runtime",
        "nodes numnodes workerspec",
        "leave it out: a model that needs several nodes is a component of kind multinode",
    ),
    (
        "leader",
        "nodes numnodes groupsize workers numworkers workerreplicas",
        "write the pods of a group, its leader included: size: 2",
    ),
    ("leader", "groups", "write how many groups there are: scale: 2"),
    (
        "leader",
        "leadertemplate workertemplate leaderworkertemplate",
        "write what each runs; all else is the same for both: leader: {command: [...]}, worker: {command: [...]}",
    ),
    (
        "rayVersion",
        "rayclusterspec rayclusterconfig clusterspec",
        "write its fields here, as in: rayVersion, head, workers",
    ),
    ("rayVersion", "headgroupspec headgroup", "write its size: head: {resources: {cpu: 2, memory: 8Gi}}"),
    (
        "rayVersion",
        "workergroupspecs workergroups workergroup worker numworkers",
        "write groups by name: workers: {cpu: {count: 2, resources: {cpu: 2, memory: 8Gi}}}",
    ),
    ("rayVersion", "serveconfigv2 serveconfig applications", "name the file for Ray Serve: serve: {from: serve.yaml}"),
    ("rayVersion", "command args cmd", "write the command of a job as one text: entrypoint: python /app/job.py"),
    (
        "rayVersion",
        "enableintreeautoscaling autoscaling autoscaler autoscaleroptions scale minreplicas maxreplicas",
        "write bounds in a group: workers: {cpu: {min: 1, max: 4}}",
    ),
    ("rayVersion", "raystartparams", "leave it out: what Ray is started with follows from head and workers"),
    (
        "rayVersion",
        "shutdownafterjobfinishes ttlsecondsafterfinished",
        "leave it out: the cluster of a job goes when the job has ended",
    ),
    ("rayVersion", "resources machine numcpus numgpus", _HEAD),
    ("rayVersion", f"{_CLOCK_WORDS} concurrency", _NO_CLOCK),
    (
        "sparkVersion",
        "command entrypoint",
        "write the program and its words: main: local:///app/job.py, arguments: [--date, today]",
    ),
    (
        "sparkVersion",
        "type pythonversion",
        "leave it out, or write language: python, where the suffix of main does not say it",
    ),
    ("sparkVersion", "dynamicallocation minexecutors maxexecutors", "write bounds: executors: {min: 1, max: 4}"),
    (
        "sparkVersion",
        "executorinstances numexecutors executorcount instances replicas scale workers",
        "write how many there are: executors: {count: 3}",
    ),
    (
        "sparkVersion",
        "resources machine executorcores executormemory drivermemory drivercores memoryoverhead cores",
        _EXECUTORS,
    ),
    (
        "sparkVersion",
        "deps jars packages pyfiles repositories",
        "write it as a property of Spark: conf: {spark.jars.packages: org.acme:udf:1.0.0}",
    ),
    ("sparkVersion", "mode deploymode master", "leave it out: the driver is a pod of the cluster"),
    ("sparkVersion", "restartpolicy", "write how often a failed run starts again: retries: 3"),
    ("sparkVersion", f"{_CLOCK_WORDS} concurrency", _CLOCK),
    (
        "scheduler",
        "adapt adaptive autoscaler minimum maximum scale replicas nworkers numworkers",
        "write it within workers: workers: {count: 3}, or {min: 1, max: 4}",
    ),
    ("scheduler", f"{_CLOCK_WORDS} concurrency", _NO_CLOCK),
    ("backend", "command", "leave it out: it is `mlflow server`, with the options that args adds"),
    ("backend", "workers", "write it as an option of the server: args: [--workers=8]"),
    (
        "parameters",
        "command args entrypoint script container",
        "write what runs in a step: steps: {train: {image: ghcr.io/acme/train:1, command: [train]}}",
    ),
    ("parameters", "parallelism", "write how many steps may run at the same time: concurrency: 2"),
    ("parameters", _CLOCK_WORDS, _CLOCK),
    (
        "parameters",
        "artifacts outputs",
        "write it in the step that leaves it for others: steps: {prepare: {artifacts: {model: /tmp/model}}}",
    ),
    ("parameters", "inputs", "write it in the step that reads it: steps: {train: {inputs: {model: /data/model}}}"),
    ("parameters", "after depends dependson", "write it in the step that waits: steps: {train: {after: [prepare]}}"),
    ("after", "outputs output", "name the files that others read: artifacts: {model: /tmp/model}"),
    (
        "after",
        "depends dependson dependencies needs upstream requires",
        "name the steps that come before it: after: [prepare]",
    ),
    (
        "after",
        "script source code",
        "write it as a command: command: [python, -c, ...], or as a file: files: {/app/step.py: {from: step.py}}",
    ),
    ("after", "container template", "write its fields here, as in: image, command, args, env"),
    ("uri", "s3 gcs gs bucket", "write its address: uri: s3://BUCKET/KEY, or gs://BUCKET/KEY"),
    ("after", "when condition", "leave it out: a step starts when all steps of its after have succeeded"),
    ("after", "withitems withparam withsequence loop matrix", "write a step for each, or let one step do all"),
    ("count", "nthreads threads memorylimit nprocs", "leave it out: it follows from cpu and memory"),
)


def is_of_all_kinds(known: Collection[str]) -> bool:
    """Whether the `known` names are the fields of several kinds, as among the defaults of a platform."""
    return "elastic" in known and "idle" in known
