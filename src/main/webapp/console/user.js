// What pages keep for whoever is logged in.

const FORGETTING = [];
let owner;

/** What a page keeps while the console is open; forget() drops it when somebody else comes, or when its user leaves. */
export function ofUser(forget) {
  FORGETTING.push(forget);
}

/** Somebody is there. Whose session has ended and who comes back goes on where it was. */
export function comes(name) {
  if (name !== owner) {
    leaves();
  }
  owner = name;
}

/** The user leaves. */
export function leaves() {
  FORGETTING.forEach((forget) => forget());
  owner = undefined;
}
