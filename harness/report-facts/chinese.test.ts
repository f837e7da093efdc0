import { chineseReason, knownIssues, witnesses } from '#results'
import { catalogue } from '#suites'
import { expect, it } from 'vitest'

it('every check is asked in Chinese as well', () => {
	expect(catalogue.flatMap(({ id, chinese }) => (chinese === undefined ? [id] : []))).toEqual([])
})

it('every reason why a check has no meaning somewhere is told in Chinese as well', () => {
	const reasons = new Set<string>()
	for (const { when } of knownIssues.filter((_, place) => place % 6 === 0))
		for (const cell of witnesses(when))
			for (const { applies } of catalogue) {
				const answer = applies.holds(cell)
				if (answer !== true) reasons.add(answer)
			}
	expect(reasons.size).toBeGreaterThan(8)
	expect([...reasons].filter((reason) => chineseReason(reason) === undefined)).toEqual([])
})
