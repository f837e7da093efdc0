/** Guests made up for tests. */
export { type FakeAnswer, type FakeSshd, startFakeSshd } from './fake-sshd.ts'
