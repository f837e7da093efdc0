import { expect } from 'vitest'
import { check } from './support/check.ts'
import { hostAddresses, nslookupAddresses } from './support/dns-output.ts'
import { lab } from './support/lab.ts'
import { CheckFailed } from './support/outcome.ts'
import type { RunResult } from './support/vantage.ts'

const records = { A: lab.service.host, AAAA: lab.serviceV6 } as const

check('dns.udp', async ({ fixtures, netns }) => {
	const places = { bridge: await fixtures.first(), network: await fixtures.neighbour() }
	for (const [type, address] of Object.entries(records)) {
		for (const [name, place] of Object.entries(places)) {
			const result = await place.run(['nslookup', `-type=${type}`, lab.serviceName])
			expect(nslookupAddresses(result.stdout), `${type} in a container (${name})${why(result)}`).toEqual([
				address,
			])
		}
		// The family decides which record getent asks for.
		const database = type === 'A' ? 'ahostsv4' : 'ahostsv6'
		const result = await netns.run(['getent', database, lab.serviceName])
		if (result.code > 2) throw new CheckFailed(`getent ended with ${result.code} in RootlessKit's namespace`)
		expect(hostAddresses(result.stdout), `${type} in RootlessKit's namespace${why(result)}`).toEqual([
			address,
		])
	}
})

const why = ({ code, stdout, stderr }: RunResult): string =>
	code === 0 ? '' : ` (${`${stdout} ${stderr}`.replace(/\s+/g, ' ').trim().slice(0, 200)})`
