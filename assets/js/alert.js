// Which of the two pictures of an alert is shown: with the model's boxes, or as the camera gave it.
(() => {
  function picture() {
    const context = window.dash_clientside.callback_context;
    const chosen = context.triggered_id ? context.triggered_id.kind : "boxed";
    const buttons = context.outputs_list[1].map((output) => (output.id.kind === chosen ? "on" : ""));
    return ["nc-card nc-evi is-" + chosen, buttons];
  }

  window.dash_clientside = Object.assign(window.dash_clientside || {}, { alert: { picture } });
})();
