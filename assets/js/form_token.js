// The token of this session, for requests that change something: only our own pages can read it.
(() => {
  function formHeaders(more = {}) {
    const found = document.cookie.match(/(?:^|; )(?:__Host-)?nuancheng-token=([^;]+)/);
    return found ? { ...more, "X-CSRFToken": decodeURIComponent(found[1]) } : more;
  }
  window.nuancheng = Object.assign(window.nuancheng || {}, { formHeaders });
})();
