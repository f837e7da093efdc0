import type { PlannedCell, Stack } from '#results'
import { mutationCells } from './cells.ts'
import type { MutationCell, Mutation } from './model.ts'

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

/** As Debian has them: what its RootlessKit says of itself, whichever dockerd it serves. */
const rootlesskit = '2.0.2'

/** The cell of a mutation as its known issues see it, with the stack that it will report. */
export function plannedMutationCell({ cell, stack = {} }: Pick<Mutation, 'cell' | 'stack'>): PlannedCell & {
	stack: Stack
} {
	const { axes, daemonSettings }: MutationCell = mutationCells[cell]
	return {
		id: '0123456789ab',
		slug: 'test-cell',
		axes: { ...usual, ...axes },
		daemonSettings,
		stack: { rootlesskit, origins: [], ...stack },
	}
}
