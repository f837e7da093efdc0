import { describe } from 'vitest'
import { keepsTheContract } from './testing/contract.ts'

describe('a farm with its queue in Redis', () => keepsTheContract('redis'))
