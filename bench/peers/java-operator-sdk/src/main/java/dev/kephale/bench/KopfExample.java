package dev.kephale.bench;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;

/** The custom resource of the benchmark, typed as users of the SDK type theirs. */
@Group("kopf.dev")
@Version("v1")
public class KopfExample extends CustomResource<KopfExample.Spec, KopfExample.Status> implements Namespaced {

  public static class Spec {
    public long duration;
    public String field;
    public List<Item> items;
    public String note;
  }

  public static class Item {
    public String image;
    public String name;
    public long replicas;
  }

  public static class Status {
    public List<Condition> conditions;
    public long observedGeneration;
    public long ticks;
  }

  public static class Condition {
    public String lastTransitionTime;
    public String message;
    public String reason;
    public String status;
    public String type;
  }
}
