package main

import (
	"context"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

const period = 10 * time.Second

type memo struct {
	counter int64
	told    time.Time
}

// pinger is the memo page's operator: a memo per object, a line every ten seconds.
// One worker runs at a time (the default), so the map needs no lock.
type pinger struct {
	client client.Client
	make   func() client.Object
	memos  map[types.UID]*memo
	calls  atomic.Int64
}

func (p *pinger) Reconcile(ctx context.Context, request ctrl.Request) (ctrl.Result, error) {
	object := p.make()
	if err := p.client.Get(ctx, request.NamespacedName, object); err != nil {
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	p.calls.Add(1)
	state, known := p.memos[object.GetUID()]
	if !known {
		state = &memo{told: time.Now()}
		p.memos[object.GetUID()] = state
	}
	state.counter++
	passed := time.Since(state.told)
	if passed < period {
		return ctrl.Result{RequeueAfter: period - passed}, nil
	}
	fmt.Fprintf(os.Stderr, "[%s] %d events have been received in 10 seconds.\n", request.NamespacedName, state.counter)
	state.counter = 0
	state.told = time.Now()
	return ctrl.Result{RequeueAfter: period}, nil
}

func typed() client.Object { return &KopfExample{} }

func untyped() client.Object {
	object := &unstructured.Unstructured{}
	object.SetGroupVersionKind(groupVersion.WithKind("KopfExample"))
	return object
}
