//! `[Math]`, whole (learn.microsoft.com, System.Math).
//!
//! Logarithms, powers and angles come from the C library of the system, "and the exact result or valid
//! input range may differ between different operating systems or architectures" (the page of each):
//! of those only results are told that are whole numbers and right to the last bit.

use crate::shells::powershell::evaluator::{Evaluator, Stop};
use crate::shells::powershell::object::number::{Rounding, round_half_even};
use crate::shells::powershell::object::{Decimal, IntKind, Object, TypeName, enums};

type Answer = Result<Object, Stop>;

/// Methods, and how many arguments each takes at least and at most. Those behind the bar .NET Framework
/// does not have.
const METHODS: &str = "Abs 1 1 Acos 1 1 Asin 1 1 Atan 1 1 Atan2 2 2 BigMul 2 3 Ceiling 1 1 Cos 1 1 \
    Cosh 1 1 DivRem 2 3 Exp 1 1 Floor 1 1 IEEERemainder 2 2 Log 1 2 Log10 1 1 Max 2 2 Min 2 2 Pow 2 2 \
    Round 1 3 Sign 1 1 Sin 1 1 Sinh 1 1 Sqrt 1 1 Tan 1 1 Tanh 1 1 Truncate 1 1 | \
    Acosh 1 1 Asinh 1 1 Atanh 1 1 BitDecrement 1 1 BitIncrement 1 1 Cbrt 1 1 Clamp 3 3 CopySign 2 2 \
    FusedMultiplyAdd 3 3 ILogB 1 1 Log2 1 1 MaxMagnitude 2 2 MinMagnitude 2 2 ReciprocalEstimate 1 1 \
    ReciprocalSqrtEstimate 1 1 ScaleB 2 2 SinCos 1 1";

/// How many arguments a method takes; `None` where there is none of that name.
fn arity(lower: &str, desktop: bool) -> Option<(usize, usize)> {
    let listed = match desktop {
        true => METHODS.split('|').next().unwrap_or_default(),
        false => METHODS,
    };
    let mut words = listed.split_ascii_whitespace().filter(|word| *word != "|");
    words.find(|word| word.eq_ignore_ascii_case(lower))?;
    let mut number = || words.next().and_then(|word| word.parse().ok());
    Some((number()?, number()?))
}

/// The arguments as one of the types that the overloads take.
enum Numbers {
    Whole(IntKind, Vec<i128>),
    Decimal(Vec<Decimal>),
    Double(Vec<f64>),
}

/// The overloads for whole numbers, the nearest first.
const WHOLE: [IntKind; 8] = [
    IntKind::SByte,
    IntKind::Byte,
    IntKind::Int16,
    IntKind::UInt16,
    IntKind::Int32,
    IntKind::UInt32,
    IntKind::Int64,
    IntKind::UInt64,
];

impl Evaluator<'_> {
    pub(super) fn math_call(&mut self, lower: &str, name: &str, arguments: &[Object]) -> Answer {
        let Some((least, most)) = arity(lower, self.state.desktop) else {
            return Err(self.no_method("System.Math", name));
        };
        if !(least..=most).contains(&arguments.len()) {
            return Err(self.no_overload(name, arguments.len()));
        }
        if lower == "round" {
            return self.round_call(arguments);
        }
        let Some(numbers) = self.numbers(arguments)? else {
            return Ok(self.unknown("reckons with what is not known, or of several types"));
        };
        let answer = match numbers {
            Numbers::Whole(kind, numbers) => self.whole_call(lower, kind, &numbers)?,
            Numbers::Decimal(numbers) => decimal_call(lower, &numbers),
            Numbers::Double(numbers) => self.double_call(lower, &numbers)?,
        };
        Ok(answer.unwrap_or_else(|| {
            self.unknown("is a result that systems differ in, or that envsim does not model")
        }))
    }

    /// `None` where something is unknown, or it is open which overload takes them.
    fn numbers(&mut self, arguments: &[Object]) -> Result<Option<Numbers>, Stop> {
        let bases: Vec<&Object> = arguments.iter().map(Object::base).collect();
        let whole = |one: &&Object| match one {
            Object::Integer(kind, number) => Some((*kind, *number)),
            _ => None,
        };
        if let Some(all) = bases.iter().map(whole).collect::<Option<Vec<_>>>() {
            let holds = |kind: &&IntKind| {
                all.iter().all(|(own, _)| {
                    let (least, greatest) = own.bounds();
                    kind.holds(least) && kind.holds(greatest)
                })
            };
            let kind = WHOLE.iter().find(holds);
            let numbers = all.iter().map(|(_, number)| *number).collect();
            return Ok(kind.map(|kind| Numbers::Whole(*kind, numbers)));
        }
        if bases.iter().any(|one| matches!(one, Object::Decimal(_))) {
            let decimal = |one: &&Object| match one {
                Object::Decimal(number) => Some(*number),
                Object::Integer(_, number) => Some(Decimal::whole(*number)),
                _ => None,
            };
            return Ok(bases.iter().map(decimal).collect::<Option<Vec<_>>>().map(Numbers::Decimal));
        }
        let several = arguments.len() > 1 && bases.iter().any(|one| matches!(one, Object::Text(_)));
        if several || bases.iter().any(|one| matches!(one, Object::Single(_) | Object::Unknown(_)))
        {
            return Ok(None);
        }
        let mut numbers = Vec::new();
        for argument in arguments {
            match self.convert(argument, &TypeName::of("System.Double"))? {
                Object::Double(number) => numbers.push(number),
                _ => return Ok(None),
            }
        }
        Ok(Some(Numbers::Double(numbers)))
    }

    fn whole_call(
        &mut self,
        lower: &str,
        kind: IntKind,
        numbers: &[i128],
    ) -> Result<Option<Object>, Stop> {
        let of = |number: i128| kind.holds(number).then_some(Object::Integer(kind, number));
        Ok(match (lower, numbers) {
            ("abs", [number]) => {
                let Some(kind) = signed(kind) else { return Ok(None) };
                match kind.holds(number.abs()) {
                    true => Some(Object::Integer(kind, number.abs())),
                    false => {
                        let message =
                            "Negating the minimum value of a twos complement number is invalid.";
                        return Err(self.method_error("OverflowException", message));
                    }
                }
            }
            ("sign", [number]) if signed(kind).is_some() => sign(number.cmp(&0)),
            ("max", [one, other]) => of(*one.max(other)),
            ("min", [one, other]) => of(*one.min(other)),
            ("clamp", [number, least, most]) if least <= most => of(*number.clamp(least, most)),
            ("clamp", [_, least, most]) => {
                let message = format!("'{least}' cannot be greater than {most}.");
                return Err(self.method_error("ArgumentException", &message));
            }
            ("bigmul", [one, other]) if kind == IntKind::Int32 => {
                Some(Object::Integer(IntKind::Int64, one * other))
            }
            ("abs" | "sign" | "bigmul" | "divrem", _) => None,
            _ => {
                let exact = numbers.iter().all(|number| number.abs() <= 1 << 53);
                let doubles: Vec<f64> = numbers.iter().map(|number| *number as f64).collect();
                return if exact { self.double_call(lower, &doubles) } else { Ok(None) };
            }
        })
    }

    fn double_call(&mut self, lower: &str, numbers: &[f64]) -> Result<Option<Object>, Stop> {
        if let ("clamp", [_, least, most]) = (lower, numbers)
            && least > most
        {
            return Err(self.method_error("ArgumentException", "The least is above the most."));
        }
        if let ("sign", [number]) = (lower, numbers)
            && number.is_nan()
        {
            return Err(self.method_error("ArithmeticException", "Function does not accept NaN."));
        }
        Ok(match (lower, numbers) {
            ("sign", [number]) => number.partial_cmp(&0.0).and_then(sign),
            _ => exactly(lower, numbers).map(Object::Double),
        })
    }

    /// `Round(number)`, with digits, with a way to go, or with both.
    fn round_call(&mut self, arguments: &[Object]) -> Answer {
        let mut rounding = Rounding::ToEven;
        let mut digits = 0;
        for argument in &arguments[1..] {
            match self.rounding_of(argument) {
                Some(way) => rounding = way,
                None => match argument.base() {
                    Object::Integer(_, number) => digits = *number,
                    _ => return Ok(self.unknown("rounds in a way that is not known")),
                },
            }
        }
        let number = &arguments[..1];
        let most = if matches!(number[0].base(), Object::Decimal(_)) { 28 } else { 15 };
        let Some(digits) = u32::try_from(digits).ok().filter(|digits| *digits <= most) else {
            let message = "Rounding digits must be between 0 and 15, inclusive.";
            return Err(self.method_error("ArgumentOutOfRangeException", message));
        };
        let rounded = match self.numbers(number)? {
            Some(Numbers::Decimal(all)) => all[0].round(digits, rounding).map(Object::Decimal),
            Some(Numbers::Whole(_, all)) if all[0].abs() <= 1 << 53 => {
                Some(Object::Double(all[0] as f64))
            }
            Some(Numbers::Double(all)) => Some(Object::Double(round(all[0], digits, rounding))),
            _ => None,
        };
        Ok(rounded.unwrap_or_else(|| self.unknown("rounds what is not known")))
    }

    fn rounding_of(&self, argument: &Object) -> Option<Rounding> {
        let number = match argument.base() {
            Object::Enum(value) => value.number,
            Object::Text(_) => {
                match enums::named("System.MidpointRounding", &self.plain(argument)?) {
                    Some(Object::Enum(value)) => value.number,
                    _ => return None,
                }
            }
            _ => return None,
        };
        Rounding::of(number)
    }
}

/// `Round` of a double (Math.cs): what has more than 15 digits in front of the point stays.
fn round(number: f64, digits: u32, rounding: Rounding) -> f64 {
    if number.abs() >= 1e16 {
        return number;
    }
    let power = 10f64.powi(i32::try_from(digits).unwrap_or(0));
    rounding.of_double(number * power) / power
}

fn sign(order: std::cmp::Ordering) -> Option<Object> {
    Some(Object::int(order as i32))
}

/// The overloads of `Abs` and `Sign` are signed: an unsigned number becomes the next larger.
fn signed(kind: IntKind) -> Option<IntKind> {
    match kind {
        IntKind::Byte => Some(IntKind::Int16),
        IntKind::UInt16 => Some(IntKind::Int32),
        IntKind::UInt32 => Some(IntKind::Int64),
        IntKind::UInt64 => None,
        other => Some(other),
    }
}

fn decimal_call(lower: &str, numbers: &[Decimal]) -> Option<Object> {
    let zero = Decimal::whole(0);
    let decimal = match (lower, numbers) {
        ("sign", [number]) => return sign(number.compare(zero)?),
        ("abs", [number]) if number.compare(zero)?.is_lt() => zero.sub(*number)?,
        ("abs", [number]) => *number,
        ("floor", [number]) => number.round(0, Rounding::Down)?,
        ("ceiling", [number]) => number.round(0, Rounding::Up)?,
        ("truncate", [number]) => number.round(0, Rounding::ToZero)?,
        ("max", [one, other]) if other.compare(*one)?.is_gt() => *other,
        ("min", [one, other]) if other.compare(*one)?.is_lt() => *other,
        ("max" | "min", [one, _]) => *one,
        ("clamp", [number, least, most]) if least.compare(*most)?.is_le() => {
            match (number.compare(*least)?.is_lt(), number.compare(*most)?.is_gt()) {
                (true, _) => *least,
                (_, true) => *most,
                _ => *number,
            }
        }
        _ => return None,
    };
    Some(Object::Decimal(decimal))
}

/// A result that is the same on every system; `None` where the C library decides its last bit.
fn exactly(lower: &str, numbers: &[f64]) -> Option<f64> {
    Some(match (lower, numbers) {
        ("abs", [one]) => one.abs(),
        ("floor", [one]) => one.floor(),
        ("ceiling", [one]) => one.ceil(),
        ("truncate", [one]) => one.trunc(),
        ("sqrt", [one]) => one.sqrt(),
        ("max", [one, other]) if !one.is_nan() && !other.is_nan() => one.max(*other),
        ("min", [one, other]) if !one.is_nan() && !other.is_nan() => one.min(*other),
        ("clamp", [one, least, most]) => one.clamp(*least, *most),
        ("copysign", [one, other]) => one.copysign(*other),
        ("fusedmultiplyadd", [one, two, three]) => one.mul_add(*two, *three),
        ("maxmagnitude", [one, other]) if one.abs() != other.abs() => {
            if one.abs() > other.abs() {
                *one
            } else {
                *other
            }
        }
        ("minmagnitude", [one, other]) if one.abs() != other.abs() => {
            if one.abs() < other.abs() {
                *one
            } else {
                *other
            }
        }
        ("ieeeremainder", [one, other]) if *other != 0.0 => {
            let quotient = one / other;
            let whole = one.fract() == 0.0 && other.fract() == 0.0 && quotient.abs() < 1e9;
            whole.then(|| one - other * round_half_even(quotient))?
        }
        ("pow", [one, other]) => power(*one, *other)?,
        ("cbrt", [one]) => root(*one)?,
        ("log10", [one]) => logarithm(*one, 10.0)?,
        ("log2", [one]) => logarithm(*one, 2.0)?,
        ("log", [one, base]) if *base == 10.0 || *base == 2.0 => {
            // `Log(a) / Log(newBase)` (Math.cs): only nothing is nothing for certain.
            if *one == 1.0 { 0.0 } else { return None }
        }
        ("log", [one]) if *one == 1.0 => 0.0,
        ("exp" | "cos" | "cosh", [one]) if *one == 0.0 => 1.0,
        ("sin" | "tan" | "asin" | "atan" | "sinh" | "tanh" | "asinh" | "atanh", [one])
            if *one == 0.0 =>
        {
            *one
        }
        ("acos" | "acosh", [one]) if *one == 1.0 => 0.0,
        _ => return None,
    })
}

/// The largest number up to which every whole one is a double.
const EXACT: i128 = 1 << 53;

fn whole(number: f64) -> Option<i128> {
    (number.fract() == 0.0 && number.abs() <= EXACT as f64).then_some(number as i128)
}

/// A whole number to a whole power that is a double to the last digit.
fn power(base: f64, exponent: f64) -> Option<f64> {
    if exponent == 0.0 {
        return Some(1.0);
    }
    let (base, exponent) = (whole(base)?, u32::try_from(whole(exponent)?).ok()?);
    let power = base.checked_pow(exponent)?;
    let exact = power.abs() <= EXACT || base.abs() == 2 && exponent <= 120;
    exact.then_some(power as f64)
}

fn root(number: f64) -> Option<f64> {
    let cube = whole(number)?;
    let near = whole(number.cbrt().round())?;
    (near.checked_pow(3)? == cube).then_some(near as f64)
}

/// The power of the base that the number is.
fn logarithm(number: f64, base: f64) -> Option<f64> {
    let exponent = (0..=15).find(|exponent| base.powi(*exponent) == number)?;
    Some(f64::from(exponent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_results_that_no_library_decides_are_told() {
        assert_eq!(exactly("pow", &[2.0, 10.0]), Some(1024.0));
        assert_eq!(exactly("pow", &[2.0, 0.5]), None);
        assert_eq!(exactly("cbrt", &[27.0]), Some(3.0));
        assert_eq!(exactly("log10", &[1000.0]), Some(3.0));
        assert_eq!(exactly("log10", &[5.0]), None);
        assert_eq!(exactly("sin", &[1.0]), None);
        // learn.microsoft.com, Math.IEEERemainder: 3 by 2 is -1, 17 by 4 is 1, 10 by 3 is 1.
        assert_eq!(exactly("ieeeremainder", &[3.0, 2.0]), Some(-1.0));
        assert_eq!(exactly("ieeeremainder", &[17.0, 4.0]), Some(1.0));
    }

    #[test]
    fn methods_of_core_are_not_in_the_framework() {
        assert_eq!(arity("clamp", false), Some((3, 3)));
        assert_eq!(arity("clamp", true), None);
        assert_eq!(arity("log", true), Some((1, 2)));
        assert_eq!(arity("nosuch", false), None);
    }
}
