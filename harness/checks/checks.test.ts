import { expect, it } from 'vitest'
import { catalogue } from '#suites'
import { checkRows, checksText } from './index.ts'

it('every check is listed with its contract, in plain text too', () => {
	const text = checksText(checkRows(), 100)
	for (const { id } of catalogue) expect(text).toContain(`\n${id}  (from `)
})

it('an issue that is known in two forms is named once', () => {
	const text = checksText(checkRows(), 100)
	const first = text.slice(
		text.indexOf('\ndaemon.starts  (from '),
		text.indexOf('\ndaemon.br-netfilter-error  (from '),
	)
	expect(first.match(/refuses to install where there is no module ip_tables/g)).toHaveLength(1)
})

it('an issue stands at each check that it names, with what it concerns', () => {
	const row = checkRows().find(({ id }) => id === 'publish.loopback-only-v4')
	expect(row?.knownIssues).toContainEqual(
		expect.objectContaining({ id: 'pasta-loopback-publish-reset', fixed: 'RootlessKit 2.3.2' }),
	)
})
