import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { foldEvents } from '../../fold/index.ts'
import { quickRun } from '../example-quick.ts'
import { everyVerdict } from './example-every-verdict.ts'
import { junitXml } from './index.ts'

const schema = fileURLToPath(new URL('../testing/junit.xsd', import.meta.url))
const validate = (xml: string): void =>
	void execFileSync('xmllint', ['--noout', '--nonet', '--schema', schema, '-'], {
		input: xml,
		stdio: ['pipe', 'pipe', 'pipe'],
	})

it.each([
	['a usual run', junitXml(foldEvents(quickRun()))],
	['every verdict and a hostile guest', junitXml(everyVerdict())],
	['a damaged record', junitXml(foldEvents(quickRun()), ['line 7 cannot be read'])],
])('xmllint finds %s valid', (_, xml) => {
	expect(() => validate(xml)).not.toThrow()
})

it('and what is not valid, it finds', () => {
	expect(() => validate(junitXml(everyVerdict()).replace('tests="', 'tests="many'))).toThrow('tests')
	expect(() => validate(junitXml(everyVerdict()).replace(' classname=', ' class='))).toThrow('classname')
})
