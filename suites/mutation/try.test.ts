import { expect, it } from 'vitest'
import type { Guest } from '#vm'
import { exampleAxes } from '#results/testing'
import type { Mutation } from '../worlds/model.ts'
import { type TriedCell, tryMutation } from './try.ts'

const mutation: Mutation = {
	name: 'the peer hears nothing',
	cell: 'builtin',
	changes: [{ in: 'host', breaks: 'break', mends: 'mend' }],
	pretence: [{ in: 'host', breaks: 'pretend', mends: 'no longer' }],
	stack: { passt: '2023_12_04.b86afe3' },
	red: { 'egress.tcp': 'fail' },
	green: [],
}

/** A cell whose check fails while the world says so. */
function cellOf(fails: (world: readonly string[]) => boolean): { cell: TriedCell; done: string[] } {
	const done: string[] = []
	const guest = {
		check: async (_argv: readonly string[], { stdin }: { stdin: string }) => void done.push(stdin.trim()),
	} as unknown as Guest
	const cell: TriedCell = {
		guest,
		facts: {
			cell: { id: '0123456789ab', slug: 'k6.12-loaded', axes: exampleAxes, daemonSettings: {} },
			stack: { dockerd: '26.1.5+dfsg1', origins: [] },
			daemon: { state: 'active' },
		},
		ask: async (checks) => {
			const failed = fails(done)
			done.push(failed ? 'asked: red' : 'asked: green')
			return checks.map((check) => ({
				at: '2026-11-28T12:00:00.000Z',
				type: 'check.ended',
				cell: '0123456789ab',
				check,
				outcome: failed ? 'fail' : 'pass',
				ms: 1,
				ways: failed
					? [{ way: 'bridge', ok: false, form: { kind: 'timeout' } }]
					: [{ way: 'bridge', ok: true }],
			}))
		},
	}
	return { cell, done }
}

const isBroken = (world: readonly string[]) => world.includes('break') && !world.includes('mend')

it('what makes a pretence true stands until the world without the changes was asked', async () => {
	const { cell, done } = cellOf(isBroken)
	const { shown, trouble } = await tryMutation(cell, mutation)
	expect(done).toEqual(['pretend', 'break', 'asked: red', 'mend', 'asked: green', 'no longer'])
	expect(trouble).toBeUndefined()
	expect(shown).toMatchObject([{ check: 'egress.tcp', verdict: 'fail', wrong: undefined }])
})

it('a check that the pretence alone makes red shows nothing', async () => {
	const { cell } = cellOf(() => true)
	expect((await tryMutation(cell, mutation)).trouble).toMatch(/^Red in the whole world as well/)
})
