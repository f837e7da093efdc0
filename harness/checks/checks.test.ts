import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { catalogue } from '#suites'
import { checkRows, checksText } from './index.ts'
import { withChecks } from './readme.ts'

it('the README’s table is what the catalogue and the known issues say', async () => {
	const readme = await readFile(join(import.meta.dirname, '../../README.md'), 'utf8')
	expect(readme, 'run `npm run readme`').toBe(await withChecks(readme))
})

it('a README without a place for the table is refused', async () => {
	await expect(withChecks('# Other')).rejects.toThrow('<!-- checks -->')
})

it('every check is listed with its contract, in plain text too', () => {
	const text = checksText(checkRows(), 100)
	for (const { id } of catalogue) expect(text).toContain(`\n${id}  (from `)
})

it('an issue stands at each check that it names, with what it concerns', () => {
	const row = checkRows().find(({ id }) => id === 'publish.loopback-only-v4')
	expect(row?.knownIssues).toContainEqual(
		expect.objectContaining({ id: 'pasta-loopback-publish-reset', fixed: 'RootlessKit 2.3.2' }),
	)
})
