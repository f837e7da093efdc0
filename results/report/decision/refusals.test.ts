import { expect, it } from 'vitest'
import { open, ran, said, slirp, type Tried } from '../testing/tried-27-5-1.ts'
import { chinese } from '../words/catalogue/chinese.js'
import { saidDecisions } from './index.ts'

const absent = { ...slirp, brNetfilter: 'absent' } as const
const refusal = { starts: false, checks: { 'daemon.br-netfilter-error': undefined } } as const
const advice = (...tried: readonly Tried[]) => said(ran(...tried)).advice[0]?.advice.join('\n')

it('offers a daemon that refuses to start each of the settings at its default that asks for the module', () => {
	const both = { icc: false, userlandProxy: false }
	expect(advice({ axes: absent, daemon: { userlandProxy: false }, ...refusal })).toContain(
		'With br_netfilter absent: leave userland-proxy at its default',
	)
	expect(advice({ axes: absent, daemon: both, ...refusal })).toMatch(
		/leave icc at its default \(.*\) and leave userland-proxy at its default/,
	)
})

it('says nothing of where that held that does not work at all', () => {
	const dead = { axes: absent, checks: { 'publish.any-v4': { tcp: { kind: 'lost' } } } } as const
	const refuses = { axes: absent, daemon: { icc: false }, ...refusal }
	const proof =
		'leave icc at its default (containers on the default bridge can talk then) (held so in cell 2)'
	expect(advice(refuses, { axes: absent })).toContain(proof)
	expect(advice(refuses, dead)).not.toContain('held so')
})

it('offers nothing with which the daemon starts and nothing works, where something else helps', () => {
	const noProxy = { axes: absent, daemon: { userlandProxy: false }, ...refusal }
	expect(advice(noProxy)).toMatch(/^With br_netfilter absent: leave userland-proxy at its default/)
	expect(advice(noProxy)).not.toContain('modprobe')
	const pasta = { axes: { brNetfilter: 'absent' }, daemon: { userlandProxy: false }, ...refusal } as const
	// What is open once it starts was not while it was down.
	expect(advice(pasta)).toMatch(
		/modprobe br_netfilter, which opens a security gap: A container with --network host/,
	)
})

it('upgrades to no daemon that refuses to start: the variable goes with it', () => {
	const stuck = {
		'daemon.bridge-init-recovers': {
			start: { kind: 'daemon-down', words: 'networks have same bridge name' },
		},
	} as const
	const old = {
		axes: { ...absent, docker: 'debian:26.1' },
		daemon: { userlandProxy: false },
		stack: { dockerd: '26.1.5' },
		checks: stuck,
	} as const
	expect(advice(old)).toContain(
		'upgrade Docker to 27.5.1 or newer (from 28.0.0 on fails, as known: bridge.hairpin-self), and set DOCKER_IGNORE_BR_NETFILTER_ERROR=1',
	)
})

it('has no space in Chinese where the pieces of a sentence meet', () => {
	const unloaded = { ...absent, brNetfilter: 'unloaded' } as const
	const results = ran(
		{ axes: absent, daemon: { icc: false }, ...refusal },
		{ axes: unloaded, daemon: { icc: false }, ...refusal },
		{ axes: absent, daemon: open },
	)
	const [decision] = saidDecisions(results, chinese)
	const all = JSON.stringify(decision)
	expect(all).toMatch(/未加载或不存在|不存在或未加载/)
	expect(all).not.toMatch(/\p{Script=Han} +\p{Script=Han}|[，。；：、（）] | [，。；：、（）]/u)
})
