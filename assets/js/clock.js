// Time that goes on between two answers of the server: what is left, how old a picture is, the
// clock of the wall. All of it by the server's time (data-now): a wall's own clock may be wrong.
(() => {
  const english = () => document.documentElement.lang.startsWith("en");
  const two = (n) => String(n).padStart(2, "0");
  let offset = 0;
  let told = "";

  function now() {
    const mark = document.querySelector("[data-now]");
    if (mark && mark.dataset.now !== told) {
      told = mark.dataset.now;
      offset = Number(told) - Date.now();
    }
    return Date.now() + offset;
  }

  function span(ms) {
    const seconds = Math.floor(Math.max(0, ms) / 1000);
    const days = Math.floor(seconds / 86400);
    const hours = Math.floor(seconds / 3600);
    const minutes = Math.floor(seconds / 60) % 60;
    if (days) return english() ? `${days} d ${two(hours % 24)} h` : `${days}天${two(hours % 24)}时`;
    if (hours) return english() ? `${hours} h ${two(minutes)} min` : `${hours}时${two(minutes)}分`;
    return `${two(minutes)}:${two(seconds % 60)}`;
  }

  function left(due, at) {
    if (due >= at) return span(due - at);
    return (english() ? "late " : "超时 ") + span(at - due);
  }

  function age(ms) {
    const seconds = Math.floor(Math.max(0, ms) / 1000);
    const [n, zh, en] = seconds < 60 ? [seconds, "秒前", "s ago"]
      : seconds < 3600 ? [Math.floor(seconds / 60), "分钟前", "min ago"]
        : seconds < 86400 ? [Math.floor(seconds / 3600), "小时前", "h ago"]
          : [Math.floor(seconds / 86400), "天前", "d ago"];
    return `${n} ${english() ? en : zh}`;
  }

  // Only when it differs: an unchanged text node costs no layout on a wall that runs for weeks.
  function write(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  const parts = new Intl.DateTimeFormat("zh-CN", {
    timeZone: "Asia/Shanghai", hourCycle: "h23", hour: "2-digit", minute: "2-digit",
    second: "2-digit",
  });

  function draw() {
    const at = now();
    document.querySelectorAll("[data-due]").forEach((element) => {
      const due = Number(element.dataset.due);
      write(element, left(due, at));
      element.parentElement.classList.toggle("is-late", due < at);
      element.parentElement.classList.toggle("is-due", due >= at && due - at < 300000);
    });
    document.querySelectorAll("[data-since]").forEach((element) => {
      write(element, age(at - Number(element.dataset.since)));
    });
    const clock = document.getElementById("videowall-clock");
    if (!clock) return;
    const shown = Object.fromEntries(parts.formatToParts(at).map((p) => [p.type, p.value]));
    write(clock.querySelector("[data-clock=minutes]"), `${shown.hour}:${shown.minute}`);
    write(clock.querySelector("[data-clock=seconds]"), shown.second);
  }

  setInterval(() => { if (!document.hidden) draw(); }, 1000);
})();
