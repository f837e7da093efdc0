import type { Axes, Stack } from '../schema/index.ts'
import type { VersionKind } from '../versions/index.ts'
import { askedVersion, networkDriver, networkVersion } from './recorded-axes.ts'

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

const versionOf = (driver: string, { network }: Axes): string | undefined =>
	networkDriver(network) === driver ? networkVersion(network) : undefined

/** What the axes ask for; undefined where they leave it to a package, as `bundled` does. */
function asked(part: StackPart, axes: Axes): string | undefined {
	switch (part) {
		case 'dockerd':
			return askedVersion('docker', axes.docker)
		case 'rootlesskit':
			return askedVersion('rootlesskit', axes.rootlesskit)
		case 'kernel':
			return askedVersion('kernel', axes.kernel)
		case 'containerd':
		case 'runc':
			return undefined
		case 'slirp4netns':
			return versionOf('slirp4netns', axes)
		case 'passt':
			return versionOf('pasta', axes)
	}
}

/** The version as the running binary reports it, else as the axes ask for it. */
export function stackVersion(part: StackPart, cell: { axes: Axes; stack: Stack }): string | undefined {
	const reported = part === 'kernel' ? cell.stack.kernelRelease : cell.stack[part]
	// Debian 12's passt was built without its version; which one it is, the verified package says.
	return reported === undefined || reported === 'unknown version' ? asked(part, cell.axes) : reported
}
