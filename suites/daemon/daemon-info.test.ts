import { expect, it } from 'vitest'
import type { Vantage } from '../vantage/vantage.ts'
import { daemonInfo } from './daemon-info.ts'

const curl = (code: number, stdout: string, stderr = '') =>
	daemonInfo({ name: 'the host', run: async () => ({ stdout, stderr, code }) } as unknown as Vantage)

it('tells a daemon that answers from one that is down, one that says something else, and a machine that is slow', async () => {
	const info = {
		ServerVersion: '28.5.1',
		Driver: 'overlay2',
		SecurityOptions: ['name=rootless'],
		GoVersion: 'go1.24.9',
	}
	expect(await curl(0, JSON.stringify(info))).toMatchObject({
		serverVersion: '28.5.1',
		storageDriver: 'overlay2',
		cgroupDriver: '',
		goVersion: 'go1.24.9',
		securityOptions: ['name=rootless'],
	})
	expect(await curl(7, '', 'Connection refused')).toMatchObject({ form: { kind: 'daemon-down' } })
	expect(await curl(0, '<html>')).toMatchObject({ form: { kind: 'wrong-answer', found: '<html>' } })
	await expect(curl(28, '')).rejects.toThrow(/curl ended with 28/)
})
