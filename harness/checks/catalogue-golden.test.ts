import { createHash } from 'node:crypto'
import { catalogue, waysOf } from '#suites'
import { listPresets, loadMatrix, planMatrix, recorded } from '#harness/matrix'
import { expect, it } from 'vitest'

/** What each check says of every cell of every preset: each answer with how many cells get it, and a hash over all. */
it('the catalogue is what it was', { timeout: 120_000 }, async () => {
	const cells = []
	for (const preset of (await listPresets()).toSorted())
		cells.push(...planMatrix(await loadMatrix({ preset })).cells)
	const views = cells
		.map(recorded)
		.map(({ axes, daemonSettings }) => ({ axes, daemonSettings, stack: { origins: [] } }))
	const entries = catalogue.map((entry) => {
		const answers = views.map((view) => String(entry.applies.holds(view)))
		const counts: Record<string, number> = {}
		for (const answer of answers) counts[answer] = (counts[answer] ?? 0) + 1
		const { id, vantage, contract, applies, withoutDaemon = false, coverage } = entry
		const hash = createHash('sha256').update(answers.join('\n')).digest('hex')
		return {
			...{ id, vantage, contract, when: applies.label, withoutDaemon },
			ways: waysOf(id),
			coverage,
			answers: { cells: answers.length, hash, counts },
		}
	})
	await expect(entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')).toMatchFileSnapshot(
		'catalogue.golden.txt',
	)
})
