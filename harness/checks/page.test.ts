import { expect, it } from 'vitest'
import { catalogue } from '#suites'
import { cliInMemory as cli } from '../cli/testing/fake-ambient.ts'
import { checkPage } from './page.ts'

it('says the contract of a check, how it asks, and what breaks it and since when', async () => {
	const { code, stdout } = await cli(['checks', 'dns.tcp'])
	expect(code).toBe(0)
	expect(stdout).toMatch(/^dns\.tcp\n\nIt holds when\n {2}the server of resolv\.conf answers over TCP/)
	expect(stdout).toContain('It asks from\n  a container; RootlessKit’s network namespace.')
	expect(stdout).toMatch(/^ {2}bridge\.A: answered, refused/m)
	expect(stdout).toContain('DNS over TCP gets no answer (pasta-no-dns-over-tcp)')
	expect(stdout).toContain('fixed in passt 2024_07_26.57a21d2; measured')
	const json = JSON.parse((await cli(['checks', 'dns.tcp', '--json'])).stdout) as object
	expect(json).toHaveProperty('ways')
})

it('has a page for every check, no line of which is longer than was asked for, but for addresses', () => {
	for (const check of catalogue) {
		const lines = checkPage(check, 80).split('\n')
		expect(lines[0]).toBe(check.id)
		expect(lines.filter((line) => line.length > 80 && !line.includes('://'))).toEqual([])
	}
})

it('lists the checks that a glob matches', async () => {
	const listed = await cli(['checks', 'dns.*', '--json'])
	const { checks } = JSON.parse(listed.stdout) as { checks: { id: string }[] }
	expect(checks.map(({ id }) => id)).toEqual(
		catalogue.map(({ id }) => id).filter((id) => id.startsWith('dns.')),
	)
	expect((await cli(['checks', 'dns.tc?'])).stdout).toMatch(/^1 check\. From: .*\n\ndns\.tcp {2}\(from /)
	expect((await cli(['checks', 'dns.*', '--coverage'])).stderr).toContain('--coverage is of all checks')
	expect((await cli(['checks', 'dsn.*'])).stderr).toContain('there is no check "dsn.*"')
})

it('names the checks of the area where there is no such check', async () => {
	const { code, stderr } = await cli(['checks', 'dns.tpc'])
	expect(code).toBe(2)
	expect(stderr).toContain('there is no check "dns.tpc"; there are: dns.udp, dns.tcp')
	const other = await cli(['checks', 'nothere'])
	expect(other.stderr).toContain('there is no check "nothere"; `rootless-matrix checks` lists those')
})
