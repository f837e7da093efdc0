import type { Axes, Stack } from '../schema/index.ts'
import type { VersionKind } from '../versions/index.ts'

/** The parts of a stack that rules speak about, and the order of each one's versions. */
export const stackParts = {
	dockerd: 'program',
	rootlesskit: 'program',
	slirp4netns: 'program',
	passt: 'passt',
	kernel: 'kernel',
} as const satisfies Record<string, VersionKind>
export type StackPart = keyof typeof stackParts

const behind = (separator: string, value: string): string | undefined => {
	const at = value.indexOf(separator)
	return at < 0 ? undefined : value.slice(at + 1)
}

/** What the axes ask for; undefined where they leave it to a package, as `bundled` does. */
function askedVersion(part: StackPart, axes: Axes): string | undefined {
	switch (part) {
		case 'dockerd':
			return behind(':', axes.docker)
		case 'rootlesskit':
			return behind(':', axes.rootlesskit)
		case 'kernel':
			return behind(':', axes.kernel)
		case 'slirp4netns':
			return axes.network.startsWith('slirp4netns@') ? behind('@', axes.network) : undefined
		case 'passt':
			return axes.network.startsWith('pasta@') ? behind('@', axes.network) : undefined
	}
}

/** The version as the running binary reports it, else as the axes ask for it. */
export function stackVersion(part: StackPart, cell: { axes: Axes; stack: Stack }): string | undefined {
	const reported = part === 'kernel' ? cell.stack.kernelRelease : cell.stack[part]
	return reported ?? askedVersion(part, cell.axes)
}
