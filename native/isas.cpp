#include "isas.hpp"

#include <stdexcept>

namespace shoal {

#define SHOAL_DECLARE(space) \
  namespace space {          \
  extern const Isa isa;      \
  }

#if defined(SHOAL_X86)
SHOAL_DECLARE(x86_64)
SHOAL_DECLARE(x86_64_v3)
SHOAL_DECLARE(x86_64_v4)
#else
SHOAL_DECLARE(native)
#endif
SHOAL_DECLARE(portable)

std::vector<const Isa*> supported_isas() {
#if defined(SHOAL_X86)
  std::vector<const Isa*> found{&x86_64::isa};
  __builtin_cpu_init();
  if (__builtin_cpu_supports("x86-64-v3")) found.push_back(&x86_64_v3::isa);
  if (__builtin_cpu_supports("x86-64-v4")) found.push_back(&x86_64_v4::isa);
  return found;
#else
  return {&native::isa};
#endif
}

const Isa& find_isa(const std::string& name) {
  if (name == portable::isa.name) return portable::isa;
  for (const Isa* isa : supported_isas())
    if (name == isa->name) return *isa;
  throw std::invalid_argument("instruction set '" + name + "' does not run here");
}

}  // namespace shoal
