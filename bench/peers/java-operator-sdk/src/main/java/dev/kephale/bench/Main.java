package dev.kephale.bench;

import io.javaoperatorsdk.operator.Operator;

/** The cluster is found through KUBECONFIG. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    PingReconciler reconciler = new PingReconciler();
    // The CRD is there; checking it would read a list that has nothing to do with the work measured.
    Operator operator = new Operator(overrider -> overrider.checkingCRDAndValidateLocalModel(false));
    operator.register(reconciler);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      operator.stop();
      System.out.printf("{\"report\":{\"calls\":%d,\"objects\":%d}}%n", reconciler.calls.get(), reconciler.memos.size());
    }));
    operator.start();
  }
}
