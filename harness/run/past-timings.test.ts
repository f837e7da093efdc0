import { expect, it } from 'vitest'
import { foldEvents, type Results } from '#results'
import { timingsOf } from './past-timings.ts'

const run = (ms: number, outcome: 'completed' | 'error'): Results => {
	const id = '111111111111'
	const at = '2026-11-23T01:15:00.000Z'
	const axes = {
		kernel: 'debian:6.12',
		brNetfilter: 'loaded',
		docker: 'debian:26.1',
		rootlesskit: 'bundled',
		network: 'slirp4netns',
		portDriver: 'builtin',
		daemon: 'default',
	} as const
	return foldEvents([
		{
			at,
			type: 'run.started',
			runId: 'x',
			matrix: 'quick',
			matrixHash: 'c0ffee',
			tool: { version: '1' },
			host: { accelerator: 'tcg', qemu: '7.2.22', cpus: 2 },
			cells: [{ id, slug: 'one', axes, daemonSettings: {} }],
		},
		{ at, type: 'cell.started', cell: id, attempt: 1 },
		{ at, type: 'phase.ended', cell: id, phase: 'boot', ms },
		{ at, type: 'check.ended', cell: id, check: 'egress.tcp', outcome: 'pass', ms: 1 },
		{ at, type: 'cell.ended', cell: id, outcome },
	])
}

it('takes what a cell took in the newest run in which it came to its end', () => {
	const timings = timingsOf([run(1000, 'error'), run(70_000, 'completed'), run(90_000, 'completed')])
	expect([...timings.values()]).toEqual([70_000])
})
