// Renews what is shown when something happened. Without it, or without events, every page works.
'use strict';
(() => {
  const PAUSE = 3000; // between two renewals, ms
  const WITHOUT_EVENTS = 15000; // ms
  const RELATIVE = 20000;
  const EVENTS = ['accepted', 'rejected', 'created', 'progress', 'file-transferred', 'finalised',
    'processing', 'retry-scheduled', 'completed', 'failed', 'cancelled', 'gap'];
  const connection = document.getElementById('connection');
  let last = 0;
  let waiting = null;

  const length = (seconds) => seconds < 60 ? seconds + ' s'
    : seconds < 3600 ? Math.floor(seconds / 60) + ' min'
    : seconds < 172800 ? Math.floor(seconds / 3600) + ' h'
    : Math.floor(seconds / 86400) + ' days';

  const relative = () => document.querySelectorAll('time[data-relative]').forEach((time) => {
    const age = Math.floor((Date.now() - Date.parse(time.dateTime)) / 1000);
    time.textContent = age < 0 ? 'in ' + length(-age) : length(age) + ' ago';
  });

  const say = (text) => {
    if (connection.textContent !== text) {
      connection.textContent = text;
    }
    connection.hidden = false;
  };

  // A link that has the focus keeps it.
  const replace = (old, fresh) => {
    const focused = old.contains(document.activeElement)
      ? document.activeElement.getAttribute('href') : null;
    old.replaceChildren(...fresh.childNodes);
    if (focused !== null) {
      const same = [...old.querySelectorAll('a[href]')]
        .find((each) => each.getAttribute('href') === focused);
      (same || document.getElementById('content')).focus({preventScroll: true});
    }
  };

  const renew = async () => {
    waiting = null;
    last = Date.now();
    try {
      const response = await fetch(location.href, {headers: {Accept: 'text/html'}});
      if (!response.ok || response.redirected) {
        say('This page is not renewed: the gateway responds with ' + response.status + '. Reload it.');
        return;
      }
      const page = new DOMParser().parseFromString(await response.text(), 'text/html');
      document.querySelectorAll('[data-live]').forEach((old) => {
        const fresh = page.getElementById(old.id);
        if (fresh) {
          replace(old, fresh);
        }
      });
      relative();
    } catch {
      say('The gateway does not respond; what you see is as it was.');
    }
  };

  const soon = () => {
    if (waiting === null && !document.hidden) {
      waiting = setTimeout(renew, Math.max(300, last + PAUSE - Date.now()));
    }
  };

  const listen = (address) => {
    const events = new EventSource(address);
    events.onopen = () => {
      say('Live.');
      soon();
    };
    events.onerror = () => say('Renewed every ' + WITHOUT_EVENTS / 1000 + ' seconds.');
    EVENTS.concat('message').forEach((name) => events.addEventListener(name, (event) => {
      const one = document.querySelector('[data-live][data-id]');
      let about = null;
      try {
        about = JSON.parse(event.data).requestId;
      } catch {
        // then it may be about anything
      }
      if (!one || !about || about === one.dataset.id) {
        soon();
      }
    }));
  };

  setInterval(relative, RELATIVE);
  const address = document.body.dataset.events;
  if (address) {
    // Also while events come: of Kafka's absence there is none.
    setInterval(soon, WITHOUT_EVENTS);
    listen(address);
  }
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && address) {
      soon();
    }
  });
  document.querySelectorAll('[data-print]').forEach((button) => {
    button.hidden = false;
    button.addEventListener('click', () => print());
  });
})();
