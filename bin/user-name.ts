import { userInfo } from 'node:os';

/** Returns the name of whoever runs us; the number, where the system knows no name of it: containers may be run as anybody. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid-${process.getuid?.()}`;
  }
}
