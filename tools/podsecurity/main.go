// Judges pods by the Pod Security Standards, with the code that the API server itself runs.
//
// Each line of the input is an object {"level": "restricted", "version": "v1.34", "metadata": {…}, "spec": {…}}; each line of the
// output is a list of the controls that the pod violates, in words; an empty list if it is allowed.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

type pod struct {
	Level    string            `json:"level"`
	Version  string            `json:"version"`
	Metadata metav1.ObjectMeta `json:"metadata"`
	Spec     corev1.PodSpec    `json:"spec"`
}

func main() {
	if err := judge(); err != nil {
		fmt.Fprintln(os.Stderr, "podsecurity:", err)
		os.Exit(1)
	}
}

func judge() error {
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		return err
	}
	input, output := json.NewDecoder(bufio.NewReader(os.Stdin)), json.NewEncoder(os.Stdout)
	for input.More() {
		var next pod
		if err := input.Decode(&next); err != nil {
			return err
		}
		level, err := api.ParseLevel(next.Level)
		if err != nil {
			return err
		}
		version, err := api.ParseVersion(next.Version)
		if err != nil {
			return err
		}
		violated := []string{}
		for _, result := range evaluator.EvaluatePod(api.LevelVersion{Level: level, Version: version}, &next.Metadata, &next.Spec) {
			if !result.Allowed {
				violated = append(violated, result.ForbiddenReason+": "+result.ForbiddenDetail)
			}
		}
		if err := output.Encode(violated); err != nil {
			return err
		}
	}
	return nil
}
