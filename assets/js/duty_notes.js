// What the form says at its head: no network, another account, another phone, a refusal. One note of
// a kind at a time, and each with what to do.
(() => {
  const duty = window.nuancheng.duty;

  function made(tag, className, text) {
    const found = document.createElement(tag);
    if (className) found.className = className;
    if (text) found.textContent = text;
    return found;
  }

  function drop(kind) {
    const old = document.querySelector('#duty-notes > [data-note="' + kind + '"]');
    if (old) old.remove();
  }

  // `more`: further lines, links {text, href} and buttons {text, act}.
  function say(kind, level, text, more = []) {
    drop(kind);
    const note = made("div", "nc-note nc-note--" + level);
    note.dataset.note = kind;
    const body = made("div");
    body.append(made("b", "", text));
    const acts = made("div", "nc-actions");
    for (const one of more) {
      if (typeof one === "string") {
        body.append(made("p", "", one));
      } else {
        const act = made(one.href ? "a" : "button", "nc-btn", one.text);
        if (one.href) act.href = one.href;
        else {
          act.type = "button";
          act.addEventListener("click", one.act);
        }
        acts.append(act);
      }
    }
    if (acts.childNodes.length) body.append(acts);
    note.append(body);
    document.getElementById("duty-notes").append(note);
    return note;
  }

  function differing(mine, theirs) {
    const { items } = duty.told;
    return Object.keys(items).filter((item) => {
      const one = JSON.stringify([mine.answers[item], mine.findings[item]]);
      const other = JSON.stringify([(theirs.answers || {})[item], (theirs.findings || {})[item]]);
      return one !== other;
    });
  }

  function shown(letter) {
    const { words } = duty.told;
    return { p: words.pass, f: words.fail, n: words.na }[letter] || words.unanswered;
  }

  // Two phones, two drafts: both are told of, and a person chooses.
  function conflict(theirs) {
    const { words, clock } = duty.handing;
    const mine = duty.draft.body;
    const body = theirs.body || {};
    duty.conflicted = true;
    const choose = (own) => async () => {
      duty.conflicted = false;
      drop("conflict");
      await duty.choose(theirs, own);
    };
    const rows = differing(mine, body).slice(0, 12).map((item) => {
      const code = duty.told.items[item].split(" ")[0];
      return code + " " + shown(mine.answers[item]) + " / " + shown((body.answers || {})[item]);
    });
    say("conflict", "warn", words("conflict"), [
      words("conflict_mine", { n: Object.keys(mine.answers).length }),
      words("conflict_theirs", {
        by: theirs.by, at: clock(theirs.at_ms), n: Object.keys(body.answers || {}).length,
      }),
      ...(rows.length ? [words("conflict_differs") + rows.join("，")] : []),
      { text: words("use_mine"), act: choose(true) },
      { text: words("use_theirs"), act: choose(false) },
    ]).scrollIntoView({ block: "center" });
  }

  function refused({ state, told }) {
    const { words } = duty.handing;
    if (state === "gone") return say("refused", "bad", words("gone"));
    if (state === "bad") return say("refused", "bad", words("bad"));
    const items = (told.items || []).map((item) => duty.told.items[item] || item);
    const fields = Object.values(told.fields || {});
    duty.statement.wrong(told.fields || {});
    const why = told.words || [...new Set(fields)].join("，");
    const note = say("refused", "bad", words("refused", { why }), [
      ...(items.length ? [items.join("；")] : []),
      words("kept"),
      ...(told.refusal === "version" ? [{ text: words("reload"), href: duty.told.page }] : []),
    ]);
    note.scrollIntoView({ block: "center" });
    return note;
  }

  // The phone's clock decides nothing, but whoever relies on it should know.
  function clockDiffers(skew) {
    drop("clock");
    if (Math.abs(skew) <= duty.told.slack_ms) return;
    const n = Math.round(Math.abs(skew) / 60000);
    say("clock", "warn", duty.handing.words(skew < 0 ? "clock_ahead" : "clock_behind", { n }));
  }

  duty.notes = { say, drop, conflict, refused, clockDiffers, made };
})();
