// Command ping runs the memo page's operator: "ping typed" or "ping unstructured". The cluster is found through KUBECONFIG.
package main

import (
	"fmt"
	"os"

	"k8s.io/apimachinery/pkg/types"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/log"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	log.SetLogger(zap.New())
	manager, err := ctrl.NewManager(ctrl.GetConfigOrDie(), ctrl.Options{
		Scheme:  newScheme(),
		Metrics: server.Options{BindAddress: "0"},
		// Without this an untyped Get asks the API server each time, where a typed one reads the cache.
		Client: client.Options{Cache: &client.CacheOptions{Unstructured: true}},
	})
	if err != nil {
		return err
	}
	reconciler := &pinger{client: manager.GetClient(), make: kind(), memos: map[types.UID]*memo{}}
	if err := ctrl.NewControllerManagedBy(manager).Named("ping").For(reconciler.make()).Complete(reconciler); err != nil {
		return err
	}
	if err := manager.Start(ctrl.SetupSignalHandler()); err != nil {
		return err
	}
	fmt.Printf("{\"report\":{\"calls\":%d,\"objects\":%d}}\n", reconciler.calls.Load(), len(reconciler.memos))
	return nil
}

func kind() func() client.Object {
	if len(os.Args) > 1 && os.Args[1] == "unstructured" {
		return untyped
	}
	return typed
}
