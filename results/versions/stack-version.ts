import type { Axes, Stack } from '../schema/index.ts'
import type { VersionKind } from './range.ts'

/** The parts of a stack that rules speak about, and the order of each one's versions. */
export const stackParts = {
	dockerd: 'program',
	containerd: 'program',
	runc: 'program',
	rootlesskit: 'program',
	slirp4netns: 'program',
	passt: 'passt',
	kernel: 'kernel',
} as const satisfies Record<string, VersionKind>
export type StackPart = keyof typeof stackParts

/** A path is no version, even if it looks like one: only what a provider was asked for counts. */
const provided = (value: string): string | undefined => /^(?:debian|upstream):(.+)$/.exec(value)?.[1]
const versionOf = (driver: string, network: string): string | undefined =>
	network.startsWith(`${driver}@`) ? network.slice(driver.length + 1) : undefined

/** What the axes ask for; undefined where they leave it to a package, as `bundled` does. */
function askedVersion(part: StackPart, axes: Axes): string | undefined {
	switch (part) {
		case 'dockerd':
			return provided(axes.docker)
		case 'rootlesskit':
			return provided(axes.rootlesskit)
		case 'kernel':
			return provided(axes.kernel)
		case 'containerd':
		case 'runc':
			return undefined
		case 'slirp4netns':
			return versionOf('slirp4netns', axes.network)
		case 'passt':
			return versionOf('pasta', axes.network)
	}
}

/** The version as the running binary reports it, else as the axes ask for it. */
export function stackVersion(part: StackPart, cell: { axes: Axes; stack: Stack }): string | undefined {
	const reported = part === 'kernel' ? cell.stack.kernelRelease : cell.stack[part]
	// Debian 12's passt was built without its version; which one it is, the verified package says.
	return reported === undefined || reported === 'unknown version' ? askedVersion(part, cell.axes) : reported
}
