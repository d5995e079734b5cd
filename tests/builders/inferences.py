"""A project that releases models, and platforms on which KServe serves them."""

PROJECT = """\
apiVersion: tidegate.dev/v1
name: fraud
team: risk
components:
  score:
    kind: inference
    model: s3://models/score/1
    format: sklearn
    scale: {min: 2, max: 4}
    strategy: {type: canary, steps: [10, 50]}
environments:
  production:
"""
PLATFORM = """\
apiVersion: tidegate.dev/v1
name: production
cluster: {name: production, kubernetes: "1.34"}
gitops: {tool: flux, version: "2.9", source: {kind: GitRepository, name: deploy, namespace: flux-system}}
traffic: gateway-api
gateway: {name: public, namespace: gateways}
"""
STANDARD = PLATFORM + "operators: {inference: {api: kserve-standard, gatewayApi: true, restricted: true}}\n"
KNATIVE = PLATFORM + "operators: {inference: {api: kserve-knative, namespace: knative-serving, restricted: true}}\n"
