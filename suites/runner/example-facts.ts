import { join } from 'node:path'
import type { PlannedCell } from '#results'
import { exampleAxes } from '#results/testing'
import type { CellFacts } from '../check/cell-facts.ts'

/** A cell for tests, whose guest nobody can reach. */
export function exampleFacts(
	directory: string,
	cell: Partial<PlannedCell> = {},
	facts: Partial<CellFacts> = {},
): CellFacts {
	return {
		cell: {
			id: '0123456789ab',
			slug: 'k6.12-loaded',
			axes: exampleAxes,
			daemonSettings: {},
			...cell,
		},
		stack: { dockerd: '26.1.5+dfsg1', origins: [] },
		asked: {},
		daemon: { state: 'active' },
		ssh: { host: '127.0.0.1', port: 1, privateKey: '', hostKey: '' },
		dockerSocket: join(directory, 'docker.sock'),
		probeImage: 'rootless-matrix/probe:1',
		evidenceDir: join(directory, 'cell'),
		runDir: directory,
		...facts,
	}
}
