import { expect, it } from 'vitest'
import { kernelModules, parseKernelConfig } from './options.ts'

it('reads what is on, what is a module and what is off, and nothing else', () => {
	const config = [
		'/proc/config.gz',
		'CONFIG_BRIDGE=m',
		'# CONFIG_BRIDGE_NETFILTER is not set',
		'CONFIG_IPV6=y',
		'CONFIG_IPV6_SIT=m',
		'CONFIG_VETH="m"',
		'CONFIG_TUN=mm',
		'CONFIG_constructor=y',
	].join('\n')
	expect(parseKernelConfig(config)).toEqual({ BRIDGE: 'm', BRIDGE_NETFILTER: 'n', IPV6: 'y' })
})

it('says nothing of a kernel without a configuration', () => {
	expect(parseKernelConfig('')).toEqual({})
})

it('names each module once', () => {
	expect(kernelModules).toEqual([...new Set(kernelModules)])
	expect(kernelModules).toContain('br_netfilter')
})
