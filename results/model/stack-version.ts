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
	/** The network driver's program, where it is another. */
	network: 'program',
	kernel: 'kernel',
} as const satisfies Record<string, VersionKind>
export type StackPart = keyof typeof stackParts

const versionOf = (driver: string, { network }: Axes): string | undefined =>
	networkDriver(network) === driver ? networkVersion(network) : undefined

/** `default` takes slirp4netns. */
const withOwnPart: readonly string[] = ['slirp4netns', 'pasta', 'default']

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
		case 'network':
			return withOwnPart.includes(networkDriver(axes.network)) ? undefined : networkVersion(axes.network)
	}
}

function reported(part: StackPart, { stack }: { readonly stack: Stack }): string | undefined {
	if (part === 'kernel') return stack.kernelRelease
	return part === 'network' ? stack.network?.version : stack[part]
}

/** What Debian 12's passt says of itself: it was built without its version. */
const namesNone = 'unknown version'

/** What a cell asks of its kernel: any of a series, or the one whose `uname -r` is this. */
export type AskedKernel = { readonly series: string } | { readonly release: string }

/** The parts whose version a cell may ask for, beside its kernel. */
export type StackVersions = Pick<Stack, 'dockerd' | 'rootlesskit' | 'slirp4netns' | 'passt'>

/** What runs: each version as the running binary reports it, else as the cell asks for it. */
export function knownVersions(stack: StackVersions, asked: StackVersions): StackVersions {
	const known = (part: keyof StackVersions) =>
		stack[part] === undefined || stack[part] === namesNone ? asked[part] : stack[part]
	return {
		dockerd: known('dockerd'),
		rootlesskit: known('rootlesskit'),
		slirp4netns: known('slirp4netns'),
		passt: known('passt'),
	}
}

/** The version that a program of the stack reported, for a reader: what was asked for beside the words of one that names none. */
export function reportedVersion(part: StackPart, cell: { axes: Axes; stack: Stack }): string | undefined {
	const says = reported(part, cell)
	const known = says === namesNone ? asked(part, cell.axes) : undefined
	return known === undefined ? says : `${known} ("${namesNone}")`
}

/** The version as the running binary reports it, else as the axes ask for it. */
export function stackVersion(part: StackPart, cell: { axes: Axes; stack: Stack }): string | undefined {
	const says = reported(part, cell)
	// Which one it is, the verified package says.
	return says === undefined || says === namesNone ? asked(part, cell.axes) : says
}
