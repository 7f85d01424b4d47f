import {
  type HandlerParameterDecorator,
  parameterDecorator,
  valueDecorator,
  type ValuePath,
} from "./parameter-decorator.js";

/** Parameter: the object, or a value in it. A path into nothing gives `undefined`. */
export function Body(path?: ValuePath): HandlerParameterDecorator {
  return valueDecorator("@Body", "body", path);
}

/** Parameter: the object's `spec`, or a value in it. A path into nothing gives `undefined`. */
export function Spec(path?: ValuePath): HandlerParameterDecorator {
  return valueDecorator("@Spec", "spec", path);
}

/** Parameter: the object's `status`, or a value in it. A path into nothing gives `undefined`. */
export function Status(path?: ValuePath): HandlerParameterDecorator {
  return valueDecorator("@Status", "status", path);
}

/** Parameter: the object's metadata, or a value in it. A path into nothing gives `undefined`. */
export function Meta(path?: ValuePath): HandlerParameterDecorator {
  return valueDecorator("@Meta", "meta", path);
}

/** Parameter: the object's name. */
export function Name(): HandlerParameterDecorator {
  return parameterDecorator("@Name()", { kind: "value", name: "name" });
}

/** Parameter: the object's namespace; `undefined` for cluster-wide kinds. */
export function Namespace(): HandlerParameterDecorator {
  return parameterDecorator("@Namespace()", { kind: "value", name: "namespace" });
}

/** Parameter: the object's uid. */
export function Uid(): HandlerParameterDecorator {
  return parameterDecorator("@Uid()", { kind: "value", name: "uid" });
}

/** Parameter: the object's labels, or the one under a key, `"example.com/app"`; `undefined` if there is none. */
export function Labels(path?: ValuePath): HandlerParameterDecorator {
  return valueDecorator("@Labels", "labels", path);
}

/** Parameter: the object's annotations, or the one under a key, `"example.com/note"`; `undefined` if there is none. */
export function Annotations(path?: ValuePath): HandlerParameterDecorator {
  return valueDecorator("@Annotations", "annotations", path);
}

/** Parameter: the object's kind as discovery describes it (`ResourceKind`). */
export function Resource(): HandlerParameterDecorator {
  return parameterDecorator("@Resource()", { kind: "value", name: "resource" });
}
