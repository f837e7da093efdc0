import { expect, it } from 'vitest'
import { catalogue, waysOf } from '#suites'
import { coveredBy, coverageText } from './index.ts'

it('has each protocol that the names of a check’s ways have', () => {
	for (const { id, coverage: asked } of catalogue) {
		for (const way of Object.keys(waysOf(id))) {
			const words = way.split(/[.-]/)
			for (const protocol of ['tcp', 'udp', 'icmp'])
				if (words.includes(protocol))
					expect(
						asked.map((one) => one.protocol),
						`${id}: ${way}`,
					).toContain(protocol)
		}
	}
})

it('prints how many checks ask each way, and which, and where none does', () => {
	expect(coveredBy({ direction: 'container → LAN', protocol: 'icmp', family: 'v4' })).toEqual([
		'bridge.internal-no-egress',
		'egress.ping',
	])
	expect(coveredBy({ direction: 'LAN → publication', protocol: 'icmp', family: 'v4' })).toEqual([])
	const text = coverageText()
	expect(text).toMatch(/^ +tcp v4 +tcp v6 +udp v4 +udp v6 +icmp v4 +icmp v6 +sctp v4 +sctp v6$/m)
	expect(text).toMatch(/^LAN → publication +\d+ +\d+ +\d+ +\d+ +– +– +– +–$/m)
	expect(text).toContain('container → LAN, icmp v4: bridge.internal-no-egress, egress.ping\n')
})
