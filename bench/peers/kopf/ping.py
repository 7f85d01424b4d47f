"""The memo page's operator with Kopf. The cluster is found through KUBECONFIG."""

import json
import sys

import kopf

calls = 0
uids = set()


@kopf.on.startup()
def configure(settings, **_):
    # Kubernetes events for log lines would be writes, which the other operators do not make.
    settings.posting.enabled = False


@kopf.on.event("KopfExample")
def pinged(memo, uid, **_):
    global calls
    calls += 1
    uids.add(uid)
    memo.counter = memo.get("counter", 0) + 1


@kopf.timer("KopfExample", interval=10)
def tick(memo, logger, **_):
    logger.info(f"{memo.get('counter', 0)} events have been received in 10 seconds.")
    memo.counter = 0


@kopf.on.cleanup()
def report(**_):
    print(json.dumps({"report": {"calls": calls, "objects": len(uids)}}))
    sys.stdout.flush()
