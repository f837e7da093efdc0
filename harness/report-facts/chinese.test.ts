import { chineseReason, type ExpectationCell, knownIssues, witnesses } from '#results'
import { catalogue, chineseReasons } from '#suites'
import { expect, it } from 'vitest'

it('every check is asked in Chinese as well', () => {
	expect(catalogue.flatMap(({ id, chinese }) => (chinese === undefined ? [id] : []))).toEqual([])
})

it('every reason why a check has no meaning somewhere is told in Chinese as well', () => {
	const conditions = [...new Set(catalogue.map(({ applies }) => applies))]
	const reasons = new Set<string>()
	const ask = (cell: ExpectationCell) => {
		const view = { ...cell, versions: cell.stack }
		for (const { holds } of conditions) {
			const answer = holds(view)
			if (answer !== true) reasons.add(answer)
		}
	}
	for (const { when } of knownIssues) for (const cell of witnesses(when)) ask(cell)
	// What no known issue is about.
	const [usual] = witnesses({})
	for (const settings of [{ bridge: 'none' }, { mtu: 1280 }] as const)
		ask({ ...usual!, daemonSettings: { ...usual!.daemonSettings, ...settings } })
	expect(reasons.size).toBeGreaterThan(25)
	expect([...reasons].filter((reason) => chineseReason(reason, chineseReasons) === undefined)).toEqual([])
})
