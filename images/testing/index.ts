/** What stands in for Docker's own server in tests that run real VMs, and for what apt would make anew. */
export { type DirectoryServer, serveDirectory } from '../artifacts/fixtures/serve-directory.ts'
export { SharedHostIndex } from '../artifacts/fixtures/host-index.ts'
export { upstreamTarballsFromDebian } from '../artifacts/fixtures/upstream-tarballs.ts'
