/** What stands in for Docker's own server in tests that run real VMs. */
export { type DirectoryServer, serveDirectory } from '../artifacts/fixtures/serve-directory.ts'
export { upstreamTarballsFromDebian } from '../artifacts/fixtures/upstream-tarballs.ts'
