import type { PlannedCell, Stack } from '#results'
import { type MutationCell, mutationCells, usualAxes } from '../worlds/cells.ts'
import type { Mutation } from '../worlds/model.ts'

/** What Debian's programs say of themselves; RootlessKit is the same for each dockerd. */
const versions = { 'debian:26.1': '26.1.5+dfsg1', 'debian:28.5': '28.5.2+dfsg4' } as const
const rootlesskit = '2.0.2'

/** The cell of a mutation as its known issues see it, with the stack that it will report. */
export function plannedMutationCell({
	cell,
	stack = {},
	axes: others = {},
}: Pick<Mutation, 'cell' | 'stack' | 'axes'>): PlannedCell & {
	stack: Stack
} {
	const { axes, daemonSettings }: MutationCell = mutationCells[cell]
	const { docker } = { ...usualAxes, ...axes }
	const dockerd = Object.entries(versions).find(([value]) => value === docker)?.[1]
	return {
		id: '0123456789ab',
		slug: 'test-cell',
		axes: { ...usualAxes, ...axes, ...others },
		daemonSettings,
		stack: { dockerd, rootlesskit, origins: [], ...stack },
	}
}
