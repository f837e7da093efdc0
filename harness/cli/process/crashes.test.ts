import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import { watchCrashes } from './crashes.ts'
import { MemoryScreen } from '../testing/fake-ambient.ts'

/** What becomes of the process when writing to its standard output fails. */
function failsToWrite(code: string, isTTY: boolean) {
	const source: EventEmitter & { exitCode?: number } = new EventEmitter()
	const stdout = Object.assign(new EventEmitter(), { isTTY, write: () => true })
	const screen = new MemoryScreen()
	const stderr = Object.assign(new EventEmitter(), { write: (text: string) => screen.write(text) })
	const { signal } = watchCrashes({ source, stdout, stderr, debug: false })
	stdout.emit('error', Object.assign(new Error(`${code}: write`), { code }))
	return { exitCode: source.exitCode, aborted: signal.aborted, said: screen.text.split('\n')[0] }
}

const gone = { exitCode: undefined, aborted: false, said: '' }
const broken = { exitCode: 3, aborted: true, said: 'rootless-matrix: Cannot write to standard output.' }

it.each([
	['a pipe whose reader has seen enough', 'EPIPE', false, gone],
	['a socket whose reader is gone', 'ECONNRESET', false, gone],
	['a terminal that was closed', 'EIO', true, gone],
	['a file on a disk that dies', 'EIO', false, broken],
	['a file on a full disk', 'ENOSPC', false, broken],
])('standard output is %s: %s', (_, code, isTTY, ended) => {
	expect(failsToWrite(code, isTTY)).toEqual(ended)
})
