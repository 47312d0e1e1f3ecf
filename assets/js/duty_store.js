// What a phone keeps of forms that are not handed in: drafts, records that wait for the network and
// their photos, in IndexedDB. Every key begins with its owner, the account and its establishment,
// so that another account on the same phone neither reads nor sends it. Used by the page and by the
// service worker.
(() => {
  const NAME = "nuancheng-duty";
  const ROOMS = ["drafts", "queue", "photos"];
  let opening = null;

  const done = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });

  function open() {
    if (!opening) {
      opening = new Promise((resolve, reject) => {
        const request = indexedDB.open(NAME, 1);
        request.onupgradeneeded = () => {
          for (const room of ROOMS) request.result.createObjectStore(room, { keyPath: "key" });
        };
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
        request.onblocked = () => reject(new Error("blocked"));
      });
      opening.catch(() => { opening = null; });
    }
    return opening;
  }

  // Resolves when the write is on its way to the disk, not when it was merely asked for.
  async function change(room, act) {
    const base = await open();
    const work = base.transaction(room, "readwrite");
    const ended = new Promise((resolve, reject) => {
      work.oncomplete = () => resolve();
      work.onerror = work.onabort = () => reject(work.error);
    });
    act(work.objectStore(room));
    if (work.commit) work.commit(); // a page that closes now would undo what waits for its answer
    await ended;
  }

  async function get(room, key) {
    const base = await open();
    return done(base.transaction(room).objectStore(room).get(key));
  }

  // Everything whose key begins with `start`.
  async function all(room, start) {
    const base = await open();
    const range = IDBKeyRange.bound(start, start + "\uffff");
    return done(base.transaction(room).objectStore(room).getAll(range));
  }

  const put = (room, value) => change(room, (store) => store.put(value));
  const remove = (room, key) => change(room, (store) => store.delete(key));
  const keyOf = (owner, kind, start) => owner + "/" + kind + "/" + start;

  self.nuanchengStore = { get, all, put, remove, keyOf };
})();
