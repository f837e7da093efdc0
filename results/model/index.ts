/** What the axes of a record say. The harness's own matrix files are read by `harness/matrix` and `images/providers`. */
export {
	askingForModule,
	ignoresSince,
	knowsVariable,
	proxyCountsSince,
	refusesToStart,
} from './br-netfilter.ts'
export { type Companion, companionsOf } from './companions.ts'
export { detachedSince, detachesNetns, hostNetworkCheck } from './detached-netns.ts'
export { evidenceFiles } from './evidence-files.ts'
export { namespaceOf, namespaces } from './namespaces.ts'
export { rootlesskitTold } from './rootlesskit-flags.ts'
export { settingKey, settingName, settingText } from './setting-text.ts'
export { askedVersion, leftOutOf, networkDriver, networkVersion } from './recorded-axes.ts'
export {
	type AskedKernel,
	knownVersions,
	type StackPart,
	type StackVersions,
	reportedVersion,
	stackParts,
	stackVersion,
} from './stack-version.ts'
