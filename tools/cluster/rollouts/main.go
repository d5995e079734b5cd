// A stand-in for the Gateway API plugin of Argo Rollouts, which is not in the Go module proxy: it moves the weights of the
// HTTPRoutes that a Rollout names, and nothing else.
package main

import (
	"context"
	"encoding/json"
	"os"
	"time"

	"github.com/argoproj/argo-rollouts/pkg/apis/rollouts/v1alpha1"
	"github.com/argoproj/argo-rollouts/rollout/trafficrouting/plugin/rpc"
	"github.com/argoproj/argo-rollouts/utils/plugin/types"
	"github.com/hashicorp/go-plugin"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/util/retry"
)

const name = "argoproj-labs/gatewayAPI"

var httpRoutes = schema.GroupVersionResource{Group: "gateway.networking.k8s.io", Version: "v1", Resource: "httproutes"}

type settings struct {
	Namespace  string `json:"namespace"`
	HTTPRoute  string `json:"httpRoute"`
	HTTPRoutes []struct {
		Name string `json:"name"`
	} `json:"httpRoutes"`
}

type weights struct{ client dynamic.Interface }

func (w *weights) InitPlugin() types.RpcError {
	rules := clientcmd.NewDefaultClientConfigLoadingRules()
	config, err := clientcmd.NewNonInteractiveDeferredLoadingClientConfig(rules, nil).ClientConfig()
	if err == nil {
		w.client, err = dynamic.NewForConfig(config)
	}
	return failed(err)
}

func (w *weights) SetWeight(rollout *v1alpha1.Rollout, share int32, _ []v1alpha1.WeightDestination) types.RpcError {
	canary := rollout.Spec.Strategy.Canary
	var own settings
	if err := json.Unmarshal(canary.TrafficRouting.Plugins[name], &own); err != nil {
		return failed(err)
	}
	routes := []string{}
	if own.HTTPRoute != "" {
		routes = append(routes, own.HTTPRoute)
	}
	for _, route := range own.HTTPRoutes {
		routes = append(routes, route.Name)
	}
	shares := map[string]int64{canary.StableService: int64(100 - share), canary.CanaryService: int64(share)}
	for _, route := range routes {
		err := retry.RetryOnConflict(retry.DefaultRetry, func() error { return w.move(own.Namespace, route, shares) })
		if err != nil {
			return failed(err)
		}
	}
	return types.RpcError{}
}

func (w *weights) move(namespace, route string, shares map[string]int64) error {
	client := w.client.Resource(httpRoutes).Namespace(namespace)
	found, err := client.Get(context.Background(), route, metav1.GetOptions{})
	if err != nil {
		return err
	}
	changed := false
	for _, rule := range list(found.Object["spec"].(map[string]any)["rules"]) {
		for _, backend := range list(rule["backendRefs"]) {
			if share, ok := shares[backend["name"].(string)]; ok && backend["weight"] != share {
				backend["weight"], changed = share, true
			}
		}
	}
	if changed {
		_, err = client.Update(context.Background(), found, metav1.UpdateOptions{})
	}
	return err
}

func list(value any) []map[string]any {
	items, _ := value.([]any)
	found := make([]map[string]any, len(items))
	for i, item := range items {
		found[i] = item.(map[string]any)
	}
	return found
}

func (*weights) UpdateHash(*v1alpha1.Rollout, string, string, []v1alpha1.WeightDestination) types.RpcError {
	return types.RpcError{}
}

func (*weights) SetHeaderRoute(*v1alpha1.Rollout, *v1alpha1.SetHeaderRoute) types.RpcError {
	return types.RpcError{}
}

func (*weights) SetMirrorRoute(*v1alpha1.Rollout, *v1alpha1.SetMirrorRoute) types.RpcError {
	return types.RpcError{}
}

func (*weights) VerifyWeight(*v1alpha1.Rollout, int32, []v1alpha1.WeightDestination) (types.RpcVerified, types.RpcError) {
	return types.NotImplemented, types.RpcError{}
}

func (*weights) RemoveManagedRoutes(*v1alpha1.Rollout) types.RpcError { return types.RpcError{} }

func (*weights) Type() string { return name }

func failed(err error) types.RpcError {
	if err == nil {
		return types.RpcError{}
	}
	return types.RpcError{ErrorString: err.Error()}
}

// endWithParent ends this program with the controller that has started it, also where that was killed.
func endWithParent() {
	for parent := os.Getppid(); os.Getppid() == parent; {
		time.Sleep(time.Second)
	}
	os.Exit(1)
}

func main() {
	go endWithParent()
	plugin.Serve(&plugin.ServeConfig{
		HandshakeConfig: plugin.HandshakeConfig{
			ProtocolVersion: 1, MagicCookieKey: "ARGO_ROLLOUTS_RPC_PLUGIN", MagicCookieValue: "trafficrouter",
		},
		Plugins: map[string]plugin.Plugin{"RpcTrafficRouterPlugin": &rpc.RpcTrafficRouterPlugin{Impl: &weights{}}},
	})
}
