import type { ExpectationCell } from '#results'
import { describe, expect, it } from 'vitest'
import { changesOf } from './changes.ts'
import { expectAll } from './explain.ts'
import { askedByDefault, catalogue } from '#suites'
import { askedCell as cell } from './testing/index.ts'
import { explanationOf, renderExplanation } from './render.ts'

const expected = (at: ExpectationCell, check: string) =>
	expectAll(at).checks.find((one) => one.check === check)
const loopback = 'publish.loopback-only-v4'

describe('what is expected of a check', () => {
	it('is that it holds, with its contract', () => {
		expect(expected(cell(), loopback)).toEqual({
			check: loopback,
			expect: 'pass',
			contract: 'a port published on 127.0.0.1 answers there',
		})
	})

	it('is that it fails where a known issue says so', () => {
		expect(expected(cell({ rootlesskit: 'upstream:2.0.2' }), loopback)).toMatchObject({
			expect: 'known',
			rule: { id: 'pasta-loopback-publish-reset', fixed: 'RootlessKit 2.3.2' },
		})
	})

	it('is what the Docker brings, where RootlessKit is bundled', () => {
		expect(expected(cell({ docker: 'debian:26.1' }), loopback)?.expect).toBe('known')
		expect(expected(cell({ docker: 'debian:26.1', network: 'pasta@2023_03_09' }), loopback)?.expect).toBe(
			'pass',
		)
	})

	it('is open, and said to be, while the version that it hangs on is not known', () => {
		expect(expected(cell({ docker: 'local:../mine' }), loopback)).toMatchObject({
			expect: 'depends',
			rule: { id: 'pasta-loopback-publish-reset' },
		})
		expect(expected(cell({ docker: 'local:../mine', network: 'pasta@2023_03_09' }), loopback)?.expect).toBe(
			'pass',
		)
	})

	it('is nothing, with the catalogue’s reason, where the configuration gives no contract', () => {
		expect(expected(cell(), 'bridge.icc-blocked')).toMatchObject({ expect: 'skipped', reason: /icc is on/ })
	})

	it('is a refusal, and nothing that needs a daemon', () => {
		const shut = expectAll(cell({ brNetfilter: 'absent' }, { icc: false }))
		expect(shut.daemon).toMatchObject({ starts: false, message: /DOCKER_IGNORE_BR_NETFILTER_ERROR=1/ })
		expect(shut.checks.filter((one) => one.expect === 'pass').map(({ check }) => check)).toEqual([
			'daemon.br-netfilter-error',
			'kernel.facts',
		])
	})
})

describe('what would change it', () => {
	const whats = (at: ExpectationCell) => changesOf(expectAll(at)).map(({ what }) => what)

	it('names the version that fixes a known issue, and what it was that broke it', () => {
		const changes = changesOf(expectAll(cell({ rootlesskit: 'upstream:2.0.2' })))
		const upgrade = changes.find(({ what }) => what === 'Upgrade RootlessKit to 2.3.2 or newer')
		expect(upgrade?.gained).toContain(loopback)
		expect(changes.map(({ what }) => what)).toContain('Go back to a passt from before 2024_10_30.ee7d0b6')
	})

	it('names one version to upgrade a part to, where newer ones gain nothing more', () => {
		const upgrades = whats(
			cell({ docker: 'debian:26.1', network: 'slirp4netns', portDriver: 'builtin' }),
		).filter((what) => what.startsWith('Upgrade Docker'))
		expect(upgrades).toEqual(['Upgrade Docker to 27.5.1 or newer (but not ≥ 29.5.0, < 29.5.3)'])
	})

	it('names the module, and that the variable opens a security gap', () => {
		const changes = changesOf(expectAll(cell({ brNetfilter: 'unloaded' }, { icc: false })))
		expect(changes[0]?.what).toContain('modprobe br_netfilter')
		const ignoring = changes.find(({ what }) => what === 'Set DOCKER_IGNORE_BR_NETFILTER_ERROR=1')
		expect(ignoring).toMatchObject({ daemonStarts: true })
		expect(changes.at(-1)).toBe(ignoring)
		expect(ignoring?.lost.map(({ rule }) => rule.severity)).toContain('open-door')
	})

	it('does not name the variable to a Docker that does not know it, but the upgrade to one that does', () => {
		const old = whats(cell({ docker: 'debian:26.1', brNetfilter: 'absent' }, { icc: false }))
		expect(old).not.toContain('Set DOCKER_IGNORE_BR_NETFILTER_ERROR=1')
		expect(old.join()).toContain('Upgrade Docker to 27.5.1 or newer, and set')
	})
})

it('reads with the bad news first, in words', () => {
	const text = renderExplanation(expectAll(cell({ rootlesskit: 'upstream:2.0.2' })), {
		width: 80,
		assumed: ['br_netfilter loaded'],
	})
	expect(text.split('\n').slice(0, 4).join('\n')).toMatchInlineSnapshot(`
		"Docker 27.5.1 · RootlessKit 2.0.2 · pasta 2025_05_03 with port driver implicit ·
		any kernel · br_netfilter loaded · default daemon settings
		Not said, so assumed: br_netfilter loaded.
		"
	`)
	const places = ['Known to fail', 'What would change it', 'Expected to hold', 'Not asked'].map((title) =>
		text.indexOf(`\n${title}`),
	)
	expect(places).toEqual([...places].sort((a, b) => a - b))
	expect(places[0]).toBeGreaterThan(0)
	expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(90)
})

describe('what a run asks on demand only', () => {
	const named = 'publish.two-lan-addresses'

	it('is no part of what is expected of a run', () => {
		const { checks, onDemand } = expectAll(cell())
		expect(checks.map(({ check }) => check)).toEqual(askedByDefault)
		expect(onDemand.map(({ check }) => check)).toContain(named)
		expect(checks.length + onDemand.length).toBe(catalogue.length)
	})

	it('is not promised before anybody has measured it; with other drivers it may be known', () => {
		const expected = (at: ExpectationCell) =>
			new Map(expectAll(at).onDemand.map((one) => [one.check, one.expect]))
		const [pasta, builtin] = [cell(), cell({ network: 'slirp4netns', portDriver: 'builtin' })].map(expected)
		expect([pasta?.get(named), builtin?.get(named)]).toEqual(['skipped', 'known'])
		// With pasta it is known which versions of passt fail it.
		const own = 'publish.ephemeral-port-taken'
		expect([pasta?.get(own), builtin?.get(own)]).toEqual(['pass', 'not-known'])
		for (const of of [pasta, builtin]) expect(of?.get('publish.first-byte')).toBe('not-known')
		for (const of of [pasta, builtin]) expect(of?.get('egress.transfer-with-loss')).toBe('pass')
	})

	it('stands apart in the text, with how many there are', () => {
		const at = expectAll(cell())
		const text = renderExplanation(at, { width: 2000 })
		const asked = at.onDemand.filter(({ expect: what }) => what !== 'skipped')
		expect(asked.length).toBeGreaterThan(0)
		const [before, after] = text.split(`\nAsked on demand: ${asked.length}, each only where it is named\n`)
		for (const { check } of asked) {
			// As an expectation: what begins with a newer version is named where that is told.
			expect(before?.split('\n').filter((line) => line.trim().startsWith(check))).toEqual([])
			expect(after).toContain(check)
		}
		const passes = at.checks.filter(({ expect: what }) => what === 'pass')
		expect(before).toContain(`Expected to hold (${passes.length} checks)`)
	})

	it('is marked as such in the JSON too', () => {
		expect(explanationOf(expectAll(cell())).onDemand.map(({ check }) => check)).toContain(named)
	})
})

describe('a network driver that no check was ever asked with', () => {
	const at = expectAll(cell({ network: 'vpnkit', portDriver: 'builtin' }))

	it('promises nothing, neither that the daemon starts nor that a check fails as with another', () => {
		expect(at.daemon.starts).toBe('not-known')
		const said = new Set([...at.checks, ...at.onDemand].map((one) => one.expect))
		expect([...said].sort()).toEqual(['not-known', 'skipped'])
		expect(expectAll(cell({ network: 'slirp4netns', portDriver: 'builtin' })).untried).toBeUndefined()
	})

	it('is named, in both languages', () => {
		const why = 'no check was ever asked with the network driver vpnkit'
		const text = renderExplanation(at, { width: 200 })
		expect(text).toContain(`Not known: ${why}.`)
		expect(text).toContain(`Whether the Docker daemon starts is not known: ${why}.`)
		expect(text).not.toContain('nothing newer than')
		expect(renderExplanation(at, { width: 200, language: 'zh' })).toContain('从未用网络驱动 vpnkit')
	})
})

describe('the form of a known issue', () => {
	const at = expectAll(cell({ rootlesskit: 'upstream:2.0.2' }))

	it('stands in the text, for each check', () => {
		const text = renderExplanation(at, { width: 200 })
		expect(text).toContain('publish.loopback-only-v4: loopback reset or closed')
		expect(text).toContain('publish.any-v6: host.loopback refused, host.lan refused, peer.lan refused')
	})

	it('stands in the JSON, way by way, also where it is a pattern', () => {
		const stuck = expectAll(cell({ docker: 'debian:26.1' }))
		const { checks } = JSON.parse(JSON.stringify(explanationOf(stuck))) as ReturnType<typeof explanationOf>
		expect(checks.find(({ check }) => check === loopback)).toMatchObject({
			forms: { loopback: 'reset or closed' },
			rule: { checks: [loopback] },
		})
		expect(checks.find(({ check }) => check === 'daemon.bridge-init-recovers')).toMatchObject({
			forms: { start: 'the daemon is down: /networks have same bridge name/' },
		})
	})
})

describe('the edge of knowledge', () => {
	const text = (docker: string) => renderExplanation(expectAll(cell({ docker })), { width: 200 })

	it('is said, and nothing is expected beyond it', () => {
		const future = text('upstream:30.0.0')
		expect(future).toContain('Not known: nothing newer than Docker 29.9.0 was tried or read about.')
		expect(future).toContain('? Whether the Docker daemon starts is not known')
		expect(future).not.toContain('Expected to hold')
		expect(future).not.toContain('Known to fail')
	})

	it('is not the end of what was measured: what was only read about says so', () => {
		const read = text('upstream:29.4.0')
		expect(read).toContain('Read about, not measured: Docker 29.4.0 (measured up to 28.5.2)')
		expect(read).toContain('Expected to hold, as far as release notes and sources tell')
		expect(text('upstream:27.5.1')).not.toContain('Read about')
	})
})

it('tells of hosts that the configuration does not describe, with what to do instead', () => {
	const text = renderExplanation(expectAll(cell({ docker: 'upstream:29.0.0' })), { width: 200 })
	expect(text).toContain('! Where the kernel was booted with ipv6.disable=1: The daemon does not start')
	expect(text).toContain('instead: Boot without it')
})
