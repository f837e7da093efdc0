import { expect, it } from 'vitest'
import { type Expectation, expectAll } from './explain.ts'
import { renderExplanation } from './render.ts'
import { askedCell as cell } from './testing/index.ts'

/** Between them these say all that `explain` can say. */
const cells = {
	gaps: cell(
		{ rootlesskit: 'upstream:2.0.2', brNetfilter: 'absent' },
		{ icc: false, ignoreBrNetfilterError: '1' },
	),
	refuses: cell({ brNetfilter: 'unloaded', kernel: 'debian:6.12' }, { icc: false }),
	down: cell({ docker: 'upstream:29.0.0', network: 'pasta@2026_05_15', cmdline: 'ipv6.disable=1' }),
	read: cell({ docker: 'upstream:29.4.0', network: 'slirp4netns', portDriver: 'builtin' }, { ipv6: true }),
	depends: cell({ docker: 'local:../mine', network: 'slirp4netns', portDriver: 'builtin' }),
	upgraded: cell({
		docker: 'debian:28.5',
		network: 'slirp4netns',
		portDriver: 'builtin',
		upgradeFrom: 'debian:26.1',
	}),
	beyond: cell({ docker: 'upstream:30.0.0', network: 'pasta@2027_01_01', guest: 'ubuntu:24.04' }),
}

/**
 * What the golden files are about: the words, and not which checks there are. So the list stands still, and a check that is
 * new changes no file of them; one is added here only where it says something that these do not.
 */
const spoken = new Set(
	`daemon.starts daemon.br-netfilter-error daemon.br-netfilter-ignored daemon.network-icc-option kernel.facts
	bridge.same-network-v4 bridge.default-bridge bridge.name-resolution bridge.same-network-v6 bridge.networks-isolated
	bridge.internal-no-egress bridge.icc-blocked bridge.hairpin-proxy bridge.hairpin-no-proxy bridge.hairpin-self
	publish.any-v4 publish.any-nic publish.any-v6 publish.loopback-only-v4 publish.loopback-only-hidden
	publish.loopback-only-v6 publish.nic-address publish.udp publish.udp-loopback publish.udp-v6 publish.range
	publish.translated-range publish.distinct-loopbacks publish.privileged-port publish.conflict publish.rebind
	publish.sctp-error publish.no-proxy publish.ephemeral-port publish.ephemeral-port-taken publish.two-lan-addresses
	publish.first-byte source.peer-address source.loopback-address egress.tcp egress.udp egress.tcp-v6 egress.udp-v6
	egress.ping egress.mtu egress.udp-fragments egress.transfer egress.link-local-service ingress.transfer
	egress.transfer-with-loss ingress.transfer-with-loss dns.udp dns.tcp isolation.host-loopback
	isolation.host-network-container isolation.netns-loopback isolation.container-address build.network
	isolation.build-host-loopback daemon.stop-leaves-nothing daemon.bridge-init-recovers bridge.nf-call-reset
	dns.stub-resolver daemon.user-network-recovers daemon.restart-keeps-publish daemon.start-time
	dns.linked-resolv-conf daemon.no-default-route daemon.upgrade-in-place`.split(/\s+/),
)

const ofSpoken = ({ checks, onDemand, ...rest }: Expectation): Expectation => ({
	...rest,
	checks: checks.filter(({ check }) => spoken.has(check)),
	onDemand: onDemand.filter(({ check }) => spoken.has(check)),
})

/** Three words of plain English after one another; commands, names and addresses are none. */
const english = /(?<![\w/.=:-])[A-Za-z][a-z']+(?: [a-z']+){2,}/
/** What a daemon said stands in quotes or between slashes, or below a line that says so; commands stand in backticks. */
const withoutQuotes = (text: string): string =>
	text.replace(/原文：\n.*/g, '').replace(/“[^”]*”|`[^`]*`|：\/[^/\n]*\/(?!\/)/g, '')

it.each(Object.entries(cells))('says in Chinese of "%s" no English sentence but what it quotes', (_, at) => {
	const text = renderExplanation(expectAll(at), { width: 3000, language: 'zh' })
	expect(text.split('\n').length).toBeGreaterThan(40)
	expect(
		withoutQuotes(text)
			.split('\n')
			.filter((line) => english.test(line)),
	).toEqual([])
})

it('breaks Chinese lines within the width, two columns a letter', () => {
	const lines = renderExplanation(expectAll(cells.gaps), { width: 80, language: 'zh' }).split('\n')
	const columns = (line: string) => [...line].reduce((sum, letter) => sum + (letter > '\u2e80' ? 2 : 1), 0)
	for (const line of lines.filter((one) => columns(one) > 80)) expect(line).toMatch(/https:\/\//)
})

it.each(Object.entries(cells))('says the same of "%s" as ever', async (name, at) => {
	const text = renderExplanation(ofSpoken(expectAll(at)), {
		width: 100,
		assumed: name === 'gaps' ? ['br_netfilter loaded', 'the port driver builtin'] : [],
	})
	await expect(text).toMatchFileSnapshot(`golden/${name}.txt`)
})
