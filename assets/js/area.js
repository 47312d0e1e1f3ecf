// Pages of places: a day that is picked becomes part of the address; an address that names a place
// where it no longer lies becomes the right one, without a step more in the history.
(() => {
  const PICKER = "area-day";
  let typing = false;

  const picker = (event) => event.target instanceof HTMLInputElement && event.target.id === PICKER;

  function show(input) {
    const address = new URL(location.href);
    const today = input.max;
    if (!input.value || !input.checkValidity()) return;
    if (input.value === (address.searchParams.get("day") || today)) return;
    if (input.value === today) address.searchParams.delete("day");
    else address.searchParams.set("day", input.value);
    window.nuancheng.go(address.pathname + address.search);
  }

  // Chosen in the calendar it holds at once; typed it holds when the field is left or on Enter.
  addEventListener("keydown", (event) => {
    if (!picker(event)) return;
    typing = event.key !== "Enter";
    if (!typing) show(event.target);
  });
  addEventListener("pointerdown", (event) => { if (picker(event)) typing = false; });
  addEventListener("change", (event) => { if (picker(event) && !typing) show(event.target); });
  addEventListener("focusout", (event) => {
    if (picker(event) && typing) show(event.target);
    if (picker(event)) typing = false;
  });

  function settle(address) {
    if (address) history.replaceState(history.state, "", address);
    return window.dash_clientside.no_update;
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, { area: { settle } });
})();
