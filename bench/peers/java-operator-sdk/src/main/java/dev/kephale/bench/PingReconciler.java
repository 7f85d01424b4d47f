package dev.kephale.bench;

import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memo page's operator: a memo per object, a line every ten seconds. Every event counts, so the SDK's filter on the
 * generation is off: status changes are events too.
 */
@ControllerConfiguration(generationAwareEventProcessing = false)
public class PingReconciler implements Reconciler<KopfExample> {
  private static final Logger LOG = LoggerFactory.getLogger(PingReconciler.class);
  private static final long PERIOD_NANOS = Duration.ofSeconds(10).toNanos();

  private static final class Memo {
    long counter;
    long told = System.nanoTime();
  }

  final AtomicLong calls = new AtomicLong();
  final ConcurrentHashMap<String, Memo> memos = new ConcurrentHashMap<>();

  @Override
  public UpdateControl<KopfExample> reconcile(KopfExample object, Context<KopfExample> context) {
    calls.incrementAndGet();
    Memo memo = memos.computeIfAbsent(object.getMetadata().getUid(), uid -> new Memo());
    memo.counter++;
    long passed = System.nanoTime() - memo.told;
    if (passed < PERIOD_NANOS) {
      return again(PERIOD_NANOS - passed);
    }
    LOG.info("[{}] {} events have been received in 10 seconds.", object.getMetadata().getName(), memo.counter);
    memo.counter = 0;
    memo.told = System.nanoTime();
    return again(PERIOD_NANOS);
  }

  private static UpdateControl<KopfExample> again(long nanos) {
    return UpdateControl.<KopfExample>noUpdate().rescheduleAfter(Duration.ofNanos(nanos));
  }
}
