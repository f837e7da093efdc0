/** What came with which Docker: one table for the providers, explain, the rules and the reports. */
export { baseSlirp4netns, debianRelease } from './debian.ts'
export {
	dockerRelease,
	dockerReleases,
	dockerWithRootlessKit,
	driversInOrder,
	needsRootlessKitProxy,
	newestDockerRelease,
	releasesBringing,
} from './docker.ts'
