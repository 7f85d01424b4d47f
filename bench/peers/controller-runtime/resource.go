package main

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// KopfExample is the custom resource of the benchmark, as kubebuilder would generate it.
type KopfExample struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec   KopfExampleSpec   `json:"spec,omitempty"`
	Status KopfExampleStatus `json:"status,omitempty"`
}

type KopfExampleSpec struct {
	Duration int64  `json:"duration"`
	Field    string `json:"field"`
	Items    []Item `json:"items,omitempty"`
	Note     string `json:"note,omitempty"`
}

type Item struct {
	Image    string `json:"image"`
	Name     string `json:"name"`
	Replicas int64  `json:"replicas"`
}

type KopfExampleStatus struct {
	Conditions         []metav1.Condition `json:"conditions,omitempty"`
	ObservedGeneration int64              `json:"observedGeneration"`
	Ticks              int64              `json:"ticks"`
}

// KopfExampleList is a page of them.
type KopfExampleList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`

	Items []KopfExample `json:"items"`
}

func (in *KopfExample) DeepCopyInto(out *KopfExample) {
	*out = *in
	in.ObjectMeta.DeepCopyInto(&out.ObjectMeta)
	out.Spec.Items = append([]Item(nil), in.Spec.Items...)
	out.Status.Conditions = make([]metav1.Condition, len(in.Status.Conditions))
	for i := range in.Status.Conditions {
		in.Status.Conditions[i].DeepCopyInto(&out.Status.Conditions[i])
	}
}

func (in *KopfExample) DeepCopyObject() runtime.Object {
	out := new(KopfExample)
	in.DeepCopyInto(out)
	return out
}

func (in *KopfExampleList) DeepCopyObject() runtime.Object {
	out := &KopfExampleList{TypeMeta: in.TypeMeta, Items: make([]KopfExample, len(in.Items))}
	in.ListMeta.DeepCopyInto(&out.ListMeta)
	for i := range in.Items {
		in.Items[i].DeepCopyInto(&out.Items[i])
	}
	return out
}

var groupVersion = schema.GroupVersion{Group: "kopf.dev", Version: "v1"}

func newScheme() *runtime.Scheme {
	scheme := runtime.NewScheme()
	scheme.AddKnownTypes(groupVersion, &KopfExample{}, &KopfExampleList{})
	metav1.AddToGroupVersion(scheme, groupVersion)
	return scheme
}
