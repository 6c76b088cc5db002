// What the rules announce and nothing else: that the page was opened, lost the focus and had it back, and how much was pasted.

export function watchSigns(attempt, tab) {
  const waiting = [];
  let timer = 0;
  let leftAt = 0;

  const send = (keepalive) => {
    clearTimeout(timer);
    timer = 0;
    if (waiting.length === 0) return;
    const body = JSON.stringify({ tab, signs: waiting.splice(0, 50) });
    const headers = { "content-type": "application/json" };
    fetch(`/api/attempts/${attempt}/signs`, { method: "POST", headers, body, keepalive }).catch(() => {});
  };
  const note = (sign) => {
    waiting.push(sign);
    timer ||= setTimeout(() => send(false), 1500);
  };

  note({ sign: "opened" });
  addEventListener("blur", () => {
    if (leftAt) return;
    leftAt = performance.now();
    note({ sign: "left" });
  });
  addEventListener("focus", () => {
    if (!leftAt) return;
    note({ sign: "back", after: Math.round(performance.now() - leftAt) });
    leftAt = 0;
  });
  addEventListener(
    "paste",
    (event) => {
      const item = event.target.closest?.("form[data-item]")?.dataset.item;
      const size = event.clipboardData?.getData("text/plain").length ?? 0;
      if (item) note({ sign: "pasted", item, size });
    },
    true,
  );
  addEventListener("pagehide", () => send(true));
}
