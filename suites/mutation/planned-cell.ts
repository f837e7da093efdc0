import type { PlannedCell, Stack } from '#results'
import { type MutationCell, mutationCells } from '../worlds/cells.ts'
import type { Mutation } from '../worlds/model.ts'

/** What a cell has where it does not say. */
const usual: PlannedCell['axes'] = {
	kernel: 'debian:6.12',
	brNetfilter: 'loaded',
	docker: 'debian:26.1',
	rootlesskit: 'bundled',
	network: 'pasta@2025_05_03',
	portDriver: 'implicit',
	daemon: 'test',
}

/** What Debian's programs say of themselves; RootlessKit is the same for each dockerd. */
const versions = { 'debian:26.1': '26.1.5+dfsg1', 'debian:28.5': '28.5.2+dfsg4' } as const
const rootlesskit = '2.0.2'

/** The cell of a mutation as its known issues see it, with the stack that it will report. */
export function plannedMutationCell({
	cell,
	stack = {},
	axes: said = {},
}: Pick<Mutation, 'cell' | 'stack' | 'axes'>): PlannedCell & {
	stack: Stack
} {
	const { axes, daemonSettings }: MutationCell = mutationCells[cell]
	const { docker } = { ...usual, ...axes }
	const dockerd = Object.entries(versions).find(([value]) => value === docker)?.[1]
	return {
		id: '0123456789ab',
		slug: 'test-cell',
		axes: { ...usual, ...axes, ...said },
		daemonSettings,
		stack: { dockerd, rootlesskit, origins: [], ...stack },
	}
}
